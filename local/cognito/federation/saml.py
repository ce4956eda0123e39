"""SAML 2.0, as service provider: requests by redirect or form, responses by form to `/saml2/idpresponse`."""

import base64
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from local.cognito.federation.errors import FederationError
from local.cognito.federation.pending import Pending
from local.cognito.federation.places import check_local
from local.cognito.federation.saml_metadata import metadata_of
from local.cognito.federation.saml_requests import authn_request, logout_request, new_id, redirect_url
from local.cognito.federation.saml_responses import Expected, accepted
from local.cognito.federation.saml_xml import decode
from local.cognito.identity_provider.sign_in import submitting_page
from local.cognito.pages import authorization, paths
from local.cognito.pages.authorization import Authorization
from local.cognito.pages.errors import PageError
from local.cognito.pages.replies import Reply, redirect
from local.cognito.pages.visit import CSRF_COOKIE, Visit
from local.cognito.store.pools import IdentityProvider
from local.cognito.store.sign_ins import HostedUiSession
from local.cognito.tokens.pool_keys import signing_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from local.cognito.engine import Engine
    from local.cognito.federation.sign_in import Federation

CONTINUED: Final = "continue"
"""The parameter under which a response comes again, with the browser's cookies."""


def start(federation: "Federation", visit: Visit, request: Authorization, provider: IdentityProvider) -> Reply:
    """Send the browser to a provider. Raises FederationError."""
    from local.cognito.federation.sign_in import own_address

    metadata = metadata_of(visit.engine, provider)
    return_to = own_address(visit, paths.SAML_RESPONSE)
    pending = Pending(request, provider.name, visit.csrf, return_to, request_id=new_id())
    state = federation.pending.give(pending)
    destination = check_local(provider, metadata.sso_redirect or metadata.sso_post)
    message = authn_request(pending.request_id, request.pool.id, destination, return_to, visit.engine.clock.now())
    if not metadata.sso_redirect:
        fields = {"SAMLRequest": base64.b64encode(message).decode(), "RelayState": state}
        return submitting_page(destination, fields)
    return redirect(redirect_url(destination, message, state, _signing_key(visit, request, provider)))


def answer(federation: "Federation", visit: Visit) -> Reply:
    """A provider's answer: on to the application. Raises PageError, RedirectError."""
    form = _form(federation, visit)
    if form is None:
        key = federation.answers.give({name: visit.form.get(name, "") for name in ("SAMLResponse", "RelayState")})
        return redirect(f"{paths.SAML_RESPONSE}?{urlencode({CONTINUED: key})}")
    relay_state = form.get("RelayState", "")
    if "identity_provider=" in relay_state and federation.pending.find(relay_state) is None:
        return _unsolicited(federation, visit, form)
    from local.cognito.federation.sign_in import provider_of

    pending = federation.taken(visit, relay_state)
    return _finish(federation, visit, pending, provider_of(pending), form)


def log_out_url(engine: "Engine", session: HostedUiSession, relay_state: Callable[[], str]) -> str | None:
    """Where a browser goes to log out at its provider; None where the provider needn't know. Raises FederationError.

    "SAML single sign-out": the request is signed with the pool's key.
    """
    signed_in, pool = session.details["saml"], engine.store.pools.get(session.pool_id)
    provider = None if pool is None else pool.identity_providers.get(signed_in["provider"])
    if pool is None or provider is None or provider.details.get("IDPSignout", "").lower() != "true":
        return None
    destination = metadata_of(engine, provider).slo_redirect
    if not destination:
        return None
    check_local(provider, destination)
    message = logout_request(
        new_id(), pool.id, destination, signed_in["name_id"], signed_in["session_index"], engine.clock.now()
    )
    with pool.lock:
        key = signing_key(engine, pool, "saml")[0]
    return redirect_url(destination, message, relay_state(), key)


def _form(federation: "Federation", visit: Visit) -> Mapping[str, str] | None:
    """The response; None where it has to come again.

    A form that another site's page posts comes without cookies (SameSite); the browser then gets here once more, by
    itself, and has them.
    """
    from local.cognito.federation.sign_in import invalid_answer

    if visit.method == "POST":
        return visit.form if CSRF_COOKIE in visit.cookies else None
    kept = federation.answers.take(visit.query.get(CONTINUED, ""))
    if kept is None:
        raise invalid_answer("The sign-in has expired, or the response doesn't belong to one.")
    return kept


def _unsolicited(federation: "Federation", visit: Visit, form: Mapping[str, str]) -> Reply:
    """A sign-in that begins with the provider, where its details allow it (IDPInit).

    RelayState is the authorization request ("Implement IdP-initiated SAML sign-in").
    """
    from local.cognito.federation.sign_in import invalid_answer, own_address

    query = dict(parse_qsl(form["RelayState"], keep_blank_values=True))
    asked = Visit(
        engine=visit.engine,
        method="GET",
        query=query,
        cookies=visit.cookies,
        csrf=visit.csrf,
        host=visit.host,
        context=visit.context,
    )
    request = authorization.read(asked)
    provider = authorization.provider_of(request, query)
    if provider is None or provider.type != "SAML" or provider.details.get("IDPInit", "").lower() != "true":
        raise invalid_answer("The identity provider may not begin sign-ins (IDPInit).")
    pending = Pending(request, provider.name, visit.csrf, own_address(visit, paths.SAML_RESPONSE))
    return _finish(federation, visit, pending, provider, form)


def _finish(
    federation: "Federation", visit: Visit, pending: Pending, provider: IdentityProvider, form: Mapping[str, str]
) -> Reply:
    if provider.type != "SAML":
        raise PageError("invalid_request", f"{provider.name} isn't a SAML provider.")
    request, engine = pending.request, visit.engine
    try:
        expected = Expected(
            metadata_of(engine, provider),
            request.pool.id,
            pending.return_to,
            pending.request_id,
            engine.clock.now(),
            provider.details.get("EncryptedResponses", "").lower() == "true",
        )
        with request.pool.lock:
            key, _ = signing_key(engine, request.pool, "saml_encryption")
        found = accepted(decode(form.get("SAMLResponse", "")), expected, key)
        _use(federation, provider, found.assertion_id)
    except FederationError as error:
        raise request.error("invalid_request", f"Error in SAML response processing: {error}") from error
    details = {"provider": provider.name, "name_id": found.identity.subject, "session_index": found.session_index}
    return federation.finish(visit, request, provider, found.identity, details)


def _use(federation: "Federation", provider: IdentityProvider, assertion_id: str) -> None:
    """Have an assertion count once. Raises FederationError."""
    if not federation.assertions.put(f"{provider.pool_id} {provider.name} {assertion_id}", assertion_id):
        raise FederationError("The SAML assertion has been used already.")


def _signing_key(visit: Visit, request: Authorization, provider: IdentityProvider) -> "RSAPrivateKey | None":
    if not provider.details.get("RequestSigningAlgorithm"):
        return None
    with request.pool.lock:
        return signing_key(visit.engine, request.pool, "saml")[0]
