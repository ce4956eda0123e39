"""A browser without a screen: cookies, forms and redirects, at an engine in this process."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from local.cognito.app import EngineApp
from tests.local.cognito.asking import Answer, ask

CALLBACK = "http://localhost:8585"
ENDPOINT = "http://127.0.0.1:4566"
FORM = "application/x-www-form-urlencoded"


class Browser:
    """Somebody's visit of the pages of one app client."""

    def __init__(self, app: EngineApp, client_id: str) -> None:
        self.app = app
        self.client_id = client_id
        self.cookies: dict[str, str] = {}
        self.page = BeautifulSoup("", "html.parser")
        self.source = ""
        self.url = ENDPOINT
        self.status = 0
        self.location = ""
        """The address at the application where it ended; empty while on the pages."""

    def open(self, path: str, **query: str) -> "Browser":
        """Open a page of an ordinary authorization request, with `query` added; an empty value leaves one out."""
        return self.get(self.address(path, **query))

    def address(self, path: str, **query: str) -> str:
        parameters = {
            "client_id": self.client_id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid email",
            "state": "st4te",
            **query,
        }
        asked = urlencode({name: value for name, value in parameters.items() if value})
        return f"{ENDPOINT}{path}?{asked}"

    def get(self, url: str) -> "Browser":
        return self._follow(url, self.request("GET", url))

    def submit(self, which: int = 0, **values: str) -> "Browser":
        """Fill in a form of the page and submit it; attributes may go by their own names."""
        form = self.page.find_all("form")[which]
        filled = {str(one["name"]): str(one.get("value") or "") for one in form.find_all("input") if one.get("name")}
        given = {name if name in filled else f"requiredAttributes[{name}]": value for name, value in values.items()}
        unknown = set(given) - set(filled)
        assert not unknown, f"the form has no field {unknown}"
        url = urljoin(self.url, str(form["action"]))
        return self._follow(url, self.request("POST", url, {**filled, **given}))

    def follow(self, text: str) -> "Browser":
        """Follow the link with this text."""
        link = self.page.find("a", string=re.compile(text))
        assert isinstance(link, Tag), f"there is no link {text!r}"
        return self.get(urljoin(self.url, str(link["href"])))

    @property
    def title(self) -> str:
        return self.page.h1.get_text() if self.page.h1 else ""

    @property
    def error(self) -> str:
        found = self.page.select_one("[role=alert]:not([hidden])")
        return found.get_text(" ", strip=True) if found else ""

    @property
    def answer(self) -> dict[str, str]:
        """What the application was given."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.location).query).items()}

    @property
    def wrong_fields(self) -> list[str]:
        """The ids of the fields that are marked as wrong."""
        return [str(one["id"]) for one in self.page.select("[aria-invalid=true]")]

    @property
    def focus(self) -> str:
        """The id of the field in which a person goes on."""
        found = self.page.select("[autofocus]")
        assert len(found) <= 1, "several fields want the focus"
        return str(found[0].get("id", "")) if found else ""

    def exchange(self, **more: str) -> dict[str, Any]:
        """The tokens for the code."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self.client_id,
            "code": self.answer["code"],
            "redirect_uri": CALLBACK,
            **more,
        }
        answer = self.request("POST", f"{ENDPOINT}/oauth2/token", form)
        assert answer.status == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    def request(
        self, method: str, url: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request with the browser's cookies; no redirect is followed."""
        sent = dict(headers or {})
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            sent = {"content-type": FORM, "origin": ENDPOINT, **sent}
        answer = ask(
            self.app.engine,
            url.removeprefix(ENDPOINT),
            method=method,
            headers=sent,
            body=urlencode(form).encode() if form is not None else b"",
            app=self.app,
        )
        for cookie in answer.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer

    def _follow(self, url: str, answer: Answer) -> "Browser":
        self.location = ""
        while answer.status == 302:
            url = urljoin(url, answer.headers["location"])
            if not url.startswith(ENDPOINT):
                self.location, self.page, self.url = url, BeautifulSoup("", "html.parser"), url
                return self
            answer = self.request("GET", url)
        self.status, self.url, self.source = answer.status, url, answer.text
        self.page = BeautifulSoup(answer.text, "html.parser")
        by_script = self.page.find("script", id="page")
        if by_script:  # managed login: what the page's script does
            self.page = BeautifulSoup(json.loads(by_script.get_text()), "html.parser")
        return self
