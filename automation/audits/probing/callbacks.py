"""Where codes and tokens can be made to go: the hosted pages are asked to send the test user's to other addresses.

A redirect that leaves the pool is looked at and not followed, so that nobody gets what it carries.
"""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode, urlsplit

import requests

from auditing.attempt import Attempt, Verdict
from auditing.checks.callbacks import is_loopback, is_shared
from automation.audits.probing.own_hosts import ForeignAddressError
from automation.audits.probing.probed_pool import ProbedPool
from automation.environment import AppClient
from automation.errors import DriverError
from automation.tokens.flows import FlowOptions, FlowRequest
from automation.tokens.flows.hosted_ui import HostedUiVisit
from automation.tokens.flows.refusals import RefusedError

_FOREIGN, _LOOPBACK, _SHARED, _IMPLICIT = (
    "callback-domains",
    "callback-localhost",
    "callback-shared-hosts",
    "implicit-grant",
)
CHECKS: Final = (_FOREIGN, _LOOPBACK, _SHARED, _IMPLICIT)


def attempts(probed: ProbedPool) -> Iterator[Attempt]:
    """Of each client with hosted pages: an address of somebody else's, the user's own machine, and tokens in a URL."""
    for where, _, client in probed.clients():
        if not {"code", "implicit"} & set(client.allowed_oauth_flows):
            continue
        if probed.environment.authorize_endpoint is None or not client.callback_urls:
            for check in (_FOREIGN, _LOOPBACK, _IMPLICIT):
                yield Attempt(
                    check,
                    where,
                    Verdict.NOT_TRIED,
                    "There are no hosted pages to try: they need a domain and a callback URL.",
                )
            continue
        for check, address, kind in _asked(client):
            yield Attempt(check, where, *_sent(probed, client, address, kind))


def _asked(client: AppClient) -> Iterator[tuple[str, str, str]]:
    """Check, address, and response type."""
    kind = "code" if "code" in client.allowed_oauth_flows else "token"
    yield _FOREIGN, f"https://{secrets.token_hex(8)}.example.com/callback", kind
    yield _LOOPBACK, next(filter(is_loopback, client.callback_urls), "http://localhost:8585/audit-probe"), kind
    for shared in filter(is_shared, client.callback_urls):
        yield _SHARED, shared, kind
    yield _IMPLICIT, client.callback_urls[0], "token"


def _sent(probed: ProbedPool, client: AppClient, address: str, kind: str) -> tuple[Verdict, str]:
    host = urlsplit(address).netloc or address
    what = "a code" if kind == "code" else "tokens"
    try:
        location = _redirected(probed, client, address, kind)
    except RefusedError as error:
        return Verdict.REFUTED, f"The hosted pages refused to send {what} to {host} ({error.code})."
    except (DriverError, requests.RequestException) as error:
        text = str(error) if isinstance(error, DriverError) else type(error).__name__
        return Verdict.NOT_TRIED, f"The hosted pages couldn't be used to send {what} to {host}: {text}"
    parts = urlsplit(location)
    carried = parts.fragment if kind == "token" else parts.query
    if location.startswith(address) and ("access_token=" if kind == "token" else "code=") in carried:
        return Verdict.CONFIRMED, f"The test user's sign-in sent {what} to {host}; the redirect wasn't followed."
    return Verdict.REFUTED, f"The hosted pages were asked to send {what} to {host} and sent nothing."


def _redirected(probed: ProbedPool, client: AppClient, address: str, kind: str) -> str:
    """Where the sign-in ends. Raises RefusedError, DriverError."""
    asking = replace(client, callback_urls=(address,))
    request = FlowRequest(
        environment=probed.environment,
        client=asking,
        credentials=probed.user,
        scopes=(),
        connect=lambda: probed.cognito,
        http=probed.http,
        options=FlowOptions(redirect_uri=address),
    )
    query = {
        "response_type": kind,
        "client_id": client.client_id,
        "redirect_uri": address,
        "scope": " ".join(client.allowed_oauth_scopes),
        "state": secrets.token_urlsafe(24),
    }
    try:
        return HostedUiVisit(request, address).to_callback(
            f"{probed.environment.authorize_endpoint}?{urlencode(query)}"
        )
    except ForeignAddressError as outside:
        return outside.url
