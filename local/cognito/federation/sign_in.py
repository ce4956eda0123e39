"""Signing in at an identity provider: to it, back from it, and on to the application with a code."""

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from local.cognito.errors import CognitoError
from local.cognito.federation import oidc, users
from local.cognito.federation.errors import FederationError, ProviderRefusedError
from local.cognito.federation.identity import ProviderIdentity
from local.cognito.federation.pending import Pending
from local.cognito.identity_provider.tickets import Tickets
from local.cognito.json_types import JsonObject
from local.cognito.pages import paths
from local.cognito.pages.authorization import Authorization, known_client
from local.cognito.pages.errors import PageError
from local.cognito.pages.granting import grant
from local.cognito.pages.replies import Reply, redirect
from local.cognito.pages.sessions import cookie_name, start_session
from local.cognito.pages.visit import Visit
from local.cognito.store.pools import IdentityProvider
from local.cognito.store.sign_ins import HostedUiSession

if TYPE_CHECKING:
    from local.cognito.engine import Engine

LIFETIME_S: Final = 300.0
"""How long somebody may take at the provider ("Your users have five minutes to sign in", "How SAML works")."""
METHODS: Final = ("fed",)


@dataclass(frozen=True, slots=True)
class LogOut:
    """A log-out, and where it leads."""

    browser: str = field(repr=False)
    target: str


@dataclass(frozen=True, slots=True)
class Federation:
    """The sign-ins that are under way; a restart forgets them, and whoever was in one begins anew."""

    pending: Tickets[Pending]
    """By state, or RelayState."""
    answers: Tickets[dict[str, str]]
    """SAML responses that came without the browser's cookies, by the key with which it comes again."""
    assertions: Tickets[str]
    """IDs of assertions that have been used."""
    leaving: Tickets["LogOut"]
    """Log-outs that are at a SAML provider, by RelayState."""

    @classmethod
    def of(cls, engine: "Engine") -> "Federation":
        """None is under way yet."""
        now = engine.clock.now
        return cls(
            Tickets(now, LIFETIME_S), Tickets(now, LIFETIME_S), Tickets(now, 24 * 3600.0), Tickets(now, LIFETIME_S)
        )

    def start(self, visit: Visit, request: Authorization, provider: IdentityProvider) -> Reply:
        """Send the browser to a provider. Raises PageError."""
        try:
            if provider.type == "SAML":
                from local.cognito.federation.saml import start

                return start(self, visit, request, provider)
            return self._start_oidc(visit, request, provider)
        except FederationError as error:
            raise PageError("invalid_request", str(error)) from error

    def answer_oidc(self, visit: Visit) -> Reply:
        """GET /oauth2/idpresponse. Raises PageError, RedirectError."""
        pending = self.taken(visit, visit.query.get("state", ""))
        provider = provider_of(pending)
        if provider.type == "SAML":
            raise invalid_answer("The provider answers with SAML.")
        try:
            identity = oidc.signed_in(visit.engine, provider, pending, visit.query)
        except FederationError as error:
            raise pending.request.error("invalid_request", str(error)) from error
        except ProviderRefusedError as error:
            raise pending.request.error(error.error, error.description) from error
        return self.finish(visit, pending.request, provider, identity)

    def answer_saml(self, visit: Visit) -> Reply:
        """GET and POST /saml2/idpresponse. Raises PageError, RedirectError."""
        from local.cognito.federation.saml import answer

        return answer(self, visit)

    def way_out(self, visit: Visit, session: HostedUiSession | None, target: str) -> str:
        """Where a browser goes that logs out: to its SAML provider first, where that wants to know (IDPSignout)."""
        if session is None or "saml" not in session.details:
            return target
        from local.cognito.federation.saml import log_out_url

        leaving = LogOut(visit.csrf, target)
        try:
            return log_out_url(visit.engine, session, lambda: self.leaving.give(leaving)) or target
        except FederationError:
            return target

    def left(self, visit: Visit) -> Reply:
        """GET /saml2/logout: back from a SAML provider that has been told; on to where the log-out led."""
        found = self.leaving.take(visit.query.get("RelayState", ""))
        if found is None or not secrets.compare_digest(found.browser.encode(), visit.csrf.encode()):
            raise PageError("invalid_request", "You are signed out. There is no page to go on to.")
        return redirect(found.target)

    def taken(self, visit: Visit, state: str) -> Pending:
        """The sign-in that a state stands for, in the browser that has begun it. Raises PageError."""
        found = self.pending.find(state) if state else None
        if found is None:
            raise invalid_answer("The sign-in has expired, or the response doesn't belong to one.")
        if not secrets.compare_digest(found.browser.encode(), visit.csrf.encode()):
            raise invalid_answer("The sign-in was started in another browser.")
        if self.pending.take(state) is None:  # by somebody else meanwhile
            raise invalid_answer("The sign-in has expired, or the response doesn't belong to one.")
        asking = known_client(visit, found.request.client.id)  # it may have been changed or deleted meanwhile
        return replace(found, request=replace(found.request, asking=asking))

    def finish(
        self,
        visit: Visit,
        request: Authorization,
        provider: IdentityProvider,
        identity: ProviderIdentity,
        saml: JsonObject | None = None,
    ) -> Reply:
        """On to the application. Raises RedirectError where the pool refuses the user."""
        pool = request.pool
        try:
            with visit.engine.calling(pool) as call:
                call.context = visit.context
                call.parameters["ClientId"] = request.asking.app_client_id
                user = users.signed_in_user(call, pool, provider, identity)
                session, cookie = start_session(call, request.asking, user.sub, METHODS)
                if saml:
                    session.details["saml"] = saml
        except CognitoError as error:
            raise request.error("invalid_request", error.message) from error
        except FederationError as error:
            raise request.error("invalid_request", str(error)) from error
        reply = redirect(grant(visit, request, session))
        reply.cookies[cookie_name(pool)] = cookie
        return reply

    def _start_oidc(self, visit: Visit, request: Authorization, provider: IdentityProvider) -> Reply:
        where = oidc.endpoints(visit.engine, provider)
        secret = oidc.new_secrets(where)
        pending = Pending(
            request,
            provider.name,
            visit.csrf,
            own_address(visit, paths.OIDC_RESPONSE),
            nonce=secret.nonce,
            verifier=secret.verifier,
        )
        state = self.pending.give(pending)
        return redirect(oidc.authorize_url(provider, where, pending, state, request["login_hint"]))


def provider_of(pending: Pending) -> IdentityProvider:
    """The provider of a sign-in, as it is now. Raises PageError where it is gone, or not the client's any more."""
    request = pending.request
    found = request.pool.identity_providers.get(pending.provider)
    if found is None or pending.provider not in (request.client.settings.get("SupportedIdentityProviders") or []):
        raise invalid_answer(f"The app client has no identity provider {pending.provider}.")
    return found


def own_address(visit: Visit, path: str) -> str:
    """The address of a path under the name by which the browser knows the engine."""
    scheme = visit.engine.settings.endpoint_url.partition("://")[0]
    return f"{scheme}://{visit.host}{path}"


def invalid_answer(message: str) -> PageError:
    """The error for an answer that nobody can be told of but the person."""
    return PageError("invalid_request", f"{message} Go back to the application and sign in again.")
