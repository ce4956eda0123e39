"""Plans a signed-in browser: checks the request before the sign-in, then builds the browser's state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from automation.environment import AppClient, Environment
from automation.errors import UsageError
from automation.tokens.browser.entries import LIBRARIES, BrowserSignIn
from automation.tokens.browser.origins import application_origin
from automation.tokens.browser.refusals import for_programs, has_secret
from automation.tokens.browser.state import BrowserState
from automation.tokens.flows import FLOWS, choose_flow
from automation.tokens.token_set import TokenSet


@dataclass(frozen=True, slots=True)
class BrowserWish:
    """The application that the browser is to be signed in to, as requested."""

    libraries: tuple[str, ...] = ()
    """Whose entries are wanted, of `LIBRARIES`; with none there is the hosted UI's session alone."""
    origin: str | None = None
    """The application's; of the client's first callback URL where None."""
    authority: str | None = None
    """The issuer as the application's settings for oidc-client-ts spell it; the pool's where None."""
    allow_remote: bool = False
    """Whether the origin may be anybody's."""


@dataclass(frozen=True, slots=True)
class BrowserPlan:
    """The checked request."""

    client: AppClient
    flow: str
    libraries: tuple[str, ...]
    origin: str
    """Empty where no library keeps anything."""
    authority: str

    def carry_out(self, login: str, tokens: TokenSet, claims: Mapping[str, Any]) -> BrowserState:
        """The browser's state for verified tokens. Raises UsageError if they lack what a library needs."""
        sign_in = BrowserSignIn(self.client.client_id, login, self.flow, self.authority, tokens, claims)
        entries = {name: LIBRARIES[name].entries(sign_in) for name in self.libraries}
        return BrowserState(
            cookies=tokens.hosted_cookies,
            origin=self.origin,
            local_storage={key: value for one in entries.values() for key, value in one.items()},
            of_a_tab=tuple(key for name, one in entries.items() if LIBRARIES[name].is_session_storage for key in one),
        )


def plan_browser(
    environment: Environment, client: AppClient, wish: BrowserWish, flow: str | None, scopes: Sequence[str] = ()
) -> BrowserPlan:
    """Check a request, without sending or creating anything. Raises UsageError that says what to change.

    Where no `flow` is asked for, it is the hosted UI's if a library knows no other, or if its session is all that is
    wanted; else the first that the client allows, as for any tokens.
    """
    _check_libraries(client, wish)
    by_pages = not wish.libraries or any(LIBRARIES[name].signs_in_by_pages for name in wish.libraries)
    chosen = choose_flow(client, flow or ("code" if by_pages else None), tuple(scopes))
    if not FLOWS[chosen].has_user:
        raise UsageError(for_programs(client))
    if by_pages and chosen != "code":
        what = "oidc-client-ts signs in" if wish.libraries else "the session is created if there is no --library"
        raise UsageError(f"The flow {chosen} doesn't use the hosted UI, where {what}. Leave --flow out.")
    if chosen == "code" and (environment.hosted_ui_url is None or not client.callback_urls):
        raise UsageError(
            f"Signing in on the hosted UI needs a callback URL at the app client {client.name} and a domain at the "
            f"user pool {environment.user_pool_id}. Configure both, or choose another --client or --flow."
        )
    origin = application_origin(client, wish.origin, allow_remote=wish.allow_remote) if wish.libraries else ""
    return BrowserPlan(client, chosen, wish.libraries, origin, wish.authority or environment.issuer)


def _check_libraries(client: AppClient, wish: BrowserWish) -> None:
    for name in wish.libraries:
        if name not in LIBRARIES:
            raise UsageError(f"There is no library {name!r}. The libraries: {', '.join(LIBRARIES)}.")
        if client.client_secret and not LIBRARIES[name].takes_secret:
            raise UsageError(has_secret(client, name))
    for option, value in (("--origin", wish.origin), ("--authority", wish.authority)):
        if value and not wish.libraries:
            raise UsageError(
                f"{option} only applies to a library. Name the one that the application uses: --library "
                f"{' or --library '.join(LIBRARIES)}"
            )
