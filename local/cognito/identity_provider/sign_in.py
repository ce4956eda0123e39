"""The provider's page: choose somebody, or type a name. There is no password.

For clients without a browser: the first form of the page is `form[name="identityProviderSignIn"]`. Post its hidden
fields (`_csrf`, `session`) to its `action`, and with them `username`: a name that the provider has, or any other. The
page's cookie (`XSRF-TOKEN`) has to come along. OpenID Connect answers with a redirect to the client; SAML answers with
a page whose one form, `form[name="samlResponse"]`, is to be posted to its `action` in turn.
"""

from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from local.cognito.identity_provider.configuration import TestProvider
from local.cognito.identity_provider.tickets import Tickets
from local.cognito.pages.errors import PageError
from local.cognito.pages.rendering import render
from local.cognito.pages.replies import Reply
from local.cognito.pages.visit import Visit

FORM: Final = "identityProviderSignIn"
MAX_LETTERS: Final = 128
SHOWN_USERS: Final = 50
WRONG_NAME: Final = f"Type a name of 1 to {MAX_LETTERS} characters."
SUBMIT_SCRIPT: Final = "submit_form.js"


class PendingSignIn(Protocol):
    """A sign-in that waits for its form."""

    @property
    def provider(self) -> str:
        """The provider's name."""

    @property
    def browser(self) -> str:
        """The token of the browser that began it."""


BegunT = TypeVar("BegunT", bound=PendingSignIn)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks whom to sign in, as the page shows it."""

    provider: TestProvider
    action: str
    """Where the form goes."""
    key: str = field(repr=False)
    """What the sign-in is known by."""
    asking: str
    """The client's id, or the service provider's."""
    hint: str = ""


def page(visit: Visit, asked: Asked, problem: str = "", status: int = 200) -> Reply:
    """The page."""
    users = list(asked.provider.users.values())[:SHOWN_USERS]
    values = {"visit": visit, "asked": asked, "form": FORM, "users": users, "problem": problem}
    return render("choose_user.html", values, status=status)


def submitting_page(action: str, fields: dict[str, str]) -> Reply:
    """A page that posts a form at once: SAML's HTTP-POST binding."""
    return render("post.html", {"action": action, "fields": fields}, script=SUBMIT_SCRIPT)


def begun(visit: Visit, provider: TestProvider, sign_ins: Tickets[BegunT]) -> BegunT:
    """The sign-in whose form has come, begun by this browser. Raises PageError where it is over."""
    found = sign_ins.find(visit.form.get("session", ""))
    if found is None or found.browser != visit.csrf or found.provider != provider.name:
        raise PageError("session_expired", "The sign-in has expired. Go back to the application and start again.")
    return found


def chosen(visit: Visit) -> str:
    """Whom the form names; empty for nobody."""
    username = visit.form.get("username", "").strip()
    return username if len(username) <= MAX_LETTERS else ""
