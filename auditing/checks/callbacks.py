"""Where the hosted pages send codes and tokens."""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from auditing.check import Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE, UPDATE_CLIENT, flows
from auditing.pool import DescribedPool, Part, Words

_PAGE: Final = f"{GUIDE}user-pool-settings-client-apps.html"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_SHARED: Final = (
    "vercel.app",
    "netlify.app",
    "pages.dev",
    "workers.dev",
    "github.io",
    "gitlab.io",
    "herokuapp.com",
    "ngrok.io",
    "ngrok.app",
    "ngrok-free.app",
    "trycloudflare.com",
    "web.app",
    "firebaseapp.com",
    "azurewebsites.net",
    "cloudfront.net",
    "amplifyapp.com",
    "s3.amazonaws.com",
    "onrender.com",
    "fly.dev",
)
"""Where anybody gets a name of their own for nothing: previews, tunnels, free hosting."""
_FIX: Final = Fix(
    "clients: [{callback_urls: [https://app.example.com/callback]}]",
    f"{UPDATE_CLIENT} --callback-urls https://app.example.com/callback",
    'callback_urls = ["https://app.example.com/callback"]',
)


def _hosts(client: Words) -> Iterator[tuple[str, str]]:
    """Each callback URL of the web with its host."""
    for url in client.get("CallbackURLs") or []:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname:
            yield url, parts.hostname


def is_loopback(url: str) -> bool:
    """Whether it is the user's own machine."""
    return any(host in _LOOPBACK for _, host in _hosts({"CallbackURLs": [url]}))


def is_shared(url: str) -> bool:
    """Whether its host is one that anybody can get."""
    hosts = _hosts({"CallbackURLs": [url]})
    return any(host.endswith(f".{domain}") for _, host in hosts for domain in _SHARED)


def _localhost(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        found = list(filter(is_loopback, client.get("CallbackURLs") or []))
        if found:
            yield Finding(name, f"Codes are sent to whatever runs on the user's own machine: {', '.join(found)}.")


def _shared(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        found = list(filter(is_shared, client.get("CallbackURLs") or []))
        if found:
            yield Finding(name, f"Codes are sent to hosts whose names anybody can get: {', '.join(found)}.")


def _domains(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        hosts = {host for _, host in _hosts(client) if host not in _LOOPBACK}
        domains = sorted({".".join(host.split(".")[-2:]) for host in hosts})
        if len(domains) > 1:
            yield Finding(name, f"Codes are sent to {len(domains)} domains: {', '.join(domains)}.")


def _custom_schemes(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        urls = [url for url in client.get("CallbackURLs") or [] if urlsplit(url).scheme not in ("http", "https")]
        if urls and client.get("ClientSecret"):
            yield Finding(name, f"An app with its own URL scheme contains this client's secret: {', '.join(urls)}.")
        elif urls and "implicit" in flows(client):
            yield Finding(name, f"Tokens are sent, without PKCE, to any app that claims {', '.join(urls)}.")


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="callback-localhost",
        title="Codes aren't sent to the user's own machine",
        severity=Severity.MEDIUM,
        why="A callback URL on localhost is for development. In production, any program on a user's machine can "
        "wait there for the code.",
        documentation=_PAGE,
        fix=_FIX,
        find=_localhost,
        needs=(Part.CLIENTS,),
    ),
    Check(
        id="callback-shared-hosts",
        title="Codes aren't sent to hosts whose names anybody can get",
        severity=Severity.MEDIUM,
        why="Host names of previews, tunnels and free hosting are released and reused. Whoever gets a name that is "
        "still a callback URL gets your users' codes.",
        documentation=_PAGE,
        fix=_FIX,
        find=_shared,
        needs=(Part.CLIENTS,),
    ),
    Check(
        id="callback-domains",
        title="A client's codes are sent to one domain",
        severity=Severity.LOW,
        why="Whoever owns one of the domains, today or in years, gets tokens. A separate client for each domain "
        "keeps them apart.",
        documentation=_PAGE,
        fix=_FIX,
        find=_domains,
        needs=(Part.CLIENTS,),
    ),
    Check(
        id="callback-schemes",
        title="Apps with their own URL scheme rely on PKCE alone",
        severity=Severity.MEDIUM,
        why="Any app can claim a scheme such as myapp:, so only PKCE ties a code to the app that requested it. A "
        "secret inside an app isn't secret (RFC 8252, sections 8.1 and 8.5).",
        documentation="https://www.rfc-editor.org/rfc/rfc8252#section-8",
        fix=Fix(
            "clients: [{generate_secret: false, allowed_oauth_flows: [code]}]",
            "aws cognito-idp create-user-pool-client --user-pool-id ID --client-name NAME --no-generate-secret "
            "--allowed-o-auth-flows code --allowed-o-auth-flows-user-pool-client",
            'generate_secret = false, allowed_oauth_flows = ["code"]',
        ),
        find=_custom_schemes,
        needs=(Part.CLIENTS,),
    ),
)
