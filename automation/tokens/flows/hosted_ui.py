"""Signs in on Cognito's hosted pages as a browser would, up to the redirect to the callback.

Which page it is shows in its form: the fields' names and types are all that the classic hosted UI and the local
engine's pages have in common.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

from automation.errors import DriverError
from automation.tokens.challenges.sources import Sources, UnansweredError
from automation.tokens.flows import FlowRequest
from automation.tokens.flows.api import names_of, sources_of
from automation.tokens.flows.forms import Form, Page, read_page
from automation.tokens.flows.refusals import refused

TIMEOUT_S = 30
MAX_REDIRECTS = 10
MAX_PAGES = 12
TEXT = ("text", "email", "tel", "number", "date", "url")
FACTORS = {
    "PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "SMS_MFA", "EMAIL_MFA", "SOFTWARE_TOKEN_MFA",
}  # fmt: skip
SAML_RESPONSE = "SAMLResponse"
"""The field of a page that an identity provider has a browser post: SAML 2.0 Bindings section 3.5.4."""
SECOND_FACTORS = {"SMS_MFA", "EMAIL_MFA", "SOFTWARE_TOKEN_MFA"}
MASKED = re.compile(r"\+?[\w*.-]*\*[\w*.-]*(?:@[\w*.-]+)?")
"""A destination as Cognito shows it, such as `j***@e***` or `+*******0100`."""


@dataclass(frozen=True)
class _Step:
    """A page: the challenge that it stands for, and how it is filled in."""

    asks: str
    """Cognito's challenge that the page stands for."""
    fill: Callable[[], dict[str, str]]


class HostedUiVisit:
    """One visit to the hosted pages."""

    def __init__(self, request: FlowRequest, redirect_uri: str) -> None:
        self._request = request
        self._redirect_uri = redirect_uri
        self._sources: Sources = sources_of(request)
        self._asked_at = time.time()
        self._news: dict[str, str] = {}

    def to_callback(self, url: str) -> str:
        """Follow the pages from an address to the callback, whose URL is returned and not requested.

        Raises RefusedError with the page's own words, UnansweredError for a challenge that nothing answers.
        """
        self._request.http.cookies.clear()  # another user's session would be taken up
        answer, location = self._follow(self._get(url))
        done: list[str] = []
        for _ in range(MAX_PAGES):
            if location is not None:
                self._keep_news()
                return location
            page = read_page(answer.text, answer.url)
            form, step = self._step(answer, page)
            if done and (page.error or step.asks == done[-1]):
                raise self._refused(page, done[-1])
            self._keep_news()
            filled = {**form.fields, **step.fill()}
            self._asked_at = time.time()
            posted = self._request.http.post(form.url, data=filled, allow_redirects=False, timeout=TIMEOUT_S)
            answer, location = self._follow(posted)
            done.append(step.asks)
        raise DriverError(f"The hosted UI showed more than {MAX_PAGES} pages without issuing a code.")

    def _get(self, url: str) -> requests.Response:
        return self._request.http.get(url, allow_redirects=False, timeout=TIMEOUT_S)

    def _follow(self, answer: requests.Response) -> tuple[requests.Response, str | None]:
        """Follow redirects up to the one that leads to the callback, which is returned and not followed."""
        for _ in range(MAX_REDIRECTS):
            if not answer.is_redirect:
                return answer, None
            location = urljoin(answer.url, answer.headers["Location"])
            if location.split("?")[0] == self._redirect_uri.split("?", maxsplit=1)[0]:
                return answer, location
            answer = self._get(location)
        raise DriverError(f"The hosted UI redirected more than {MAX_REDIRECTS} times.")

    def _step(self, answer: requests.Response, page: Page) -> tuple[Form, _Step]:
        for form in page.forms:
            step = self._recognise(form, page)
            if step is not None:
                return form, step
        raise self._no_form(answer, page)

    def _recognise(self, form: Form, page: Page) -> _Step | None:
        choice = next((name for name, offered in form.choices.items() if FACTORS & set(offered)), None)
        if choice is not None:
            return _Step("SELECT_CHALLENGE", lambda: {choice: self._chosen(form.choices[choice])})
        if "credential" in form.fields:
            return _Step("WEB_AUTHN", self._passkey)
        if SAML_RESPONSE in form.fields:
            return _Step("SAML_RESPONSE", dict)
        return self._recognise_fields(form, page)

    def _recognise_fields(self, form: Form, page: Page) -> _Step | None:
        sources, passwords, texts = self._sources, form.of_type("password"), form.of_type(*TEXT)
        if len(passwords) > 1 or any("new" in name.lower() for name in passwords):
            return _Step("NEW_PASSWORD_REQUIRED", lambda: self._new_password(passwords, texts))
        if passwords:
            user = dict.fromkeys(texts, sources.username)
            return _Step("PASSWORD", lambda: {**user, **dict.fromkeys(passwords, sources.password("PASSWORD"))})
        if any("code" in name.lower() for name in texts):
            kind = _kind_of_code(page)
            return _Step(kind, lambda: dict.fromkeys(texts, self._code(kind, page)))
        if "username" in texts:
            return _Step("USERNAME", lambda: dict.fromkeys(texts, sources.username))
        return None

    def _chosen(self, offered: tuple[str, ...]) -> str:
        if SECOND_FACTORS & set(offered):
            return self._sources.second_factor(offered)
        wanted = self._sources.answers.first_factor
        if wanted == "PASSWORD_SRP" and wanted not in offered:  # on a page, both are the password
            return self._sources.first_factor(offered) if "PASSWORD" not in offered else "PASSWORD"
        return self._sources.first_factor(offered)

    def _new_password(self, passwords: Iterable[str], texts: Iterable[str]) -> dict[str, str]:
        attributes = {name: self._sources.attribute(name.removeprefix("userAttributes.")) for name in texts}
        password = self._sources.new_password()
        self._news = {"password": password}
        return {**attributes, **dict.fromkeys(passwords, password)}

    def _code(self, kind: str, page: Page) -> str:
        if kind == "MFA_SETUP":
            self._sources.use_totp_secret(page.totp_secret)
            self._news = {"totp_secret": page.totp_secret}
        if kind in ("MFA_SETUP", "SOFTWARE_TOKEN_MFA"):
            return self._sources.totp_code(kind)
        destination = MASKED.search(page.text)
        return self._sources.sent_code(kind, destination.group() if destination else "", self._asked_at, ())

    def _passkey(self) -> dict[str, str]:
        raise UnansweredError(
            f"The hosted UI asks {self._sources.username} for a passkey (WEB_AUTHN), which only its authenticator "
            "can answer. Choose another factor (--first-factor), or sign in with a browser."
        )

    def _keep_news(self) -> None:
        """Save what the user's next sign-in needs, once the following page shows that it was accepted."""
        if self._news:
            self._sources.answers.keep(self._sources.username, self._news)
            self._news = {}

    def _refused(self, page: Page, asked: str) -> DriverError:
        words = self._sources.redacted(page.error) or "the same page was shown again"
        user, what = self._sources.username, asked.lower().replace("_", " ")
        names = names_of(self._request, "code")
        lower = words.lower()
        code = "NotAuthorizedException"
        if "code" in lower and "password" not in lower:
            code = "CodeMismatchException"
        elif asked == "NEW_PASSWORD_REQUIRED":
            code = "InvalidPasswordException"
        elif "does not exist" in lower:
            code = "UserNotFoundException"
        elif "confirmed" in lower:
            code = "UserNotConfirmedException"
        return refused(f"The hosted UI refused {user} ({what}): signing in", code, words, names)

    def _no_form(self, answer: requests.Response, page: Page) -> DriverError:
        client = self._request.client.name
        where = urlsplit(answer.url).path
        if where in {"/confirm", "/confirmUser"}:
            what = f"Signing in {self._sources.username} at the hosted UI"
            names = names_of(self._request, "code")
            return refused(what, "UserNotConfirmedException", "User is not confirmed", names)
        if where == "/forgotPassword":
            what = f"Signing in {self._sources.username} at the hosted UI"
            names = names_of(self._request, "code")
            return refused(what, "PasswordResetRequiredException", "Password reset required for the user", names)
        code, words = _told(answer, page)
        if code:
            what = f"Opening the hosted UI for the app client {client}"
            return refused(what, code, words, names_of(self._request, "code"))
        return DriverError(
            f"The hosted UI of the app client {client} shows no form that this program can fill "
            f"in{f': {page.error}' if page.error else ''} (HTTP {answer.status_code}, {where}). Managed login "
            "(version 2) can only be used in a browser: sign in with `login`, or choose another --flow."
        )


def _kind_of_code(page: Page) -> str:
    text = page.text.lower()
    if page.totp_secret:
        return "MFA_SETUP"
    if "authenticator" in text or "software token" in text:
        return "SOFTWARE_TOKEN_MFA"
    return "EMAIL_OTP" if "e-mail" in text or "email" in text else "SMS_MFA"


def _told(answer: requests.Response, page: Page) -> tuple[str, str]:
    """OAuth's error and description, from an error page or a JSON response; empty for anything else."""
    try:
        told = answer.json()
        return str(told["error"]), str(told.get("error_description") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    from_address = parse_qs(urlsplit(answer.url).query).get("error", [""])[0]
    return from_address or page.error_code, page.error
