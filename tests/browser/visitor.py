"""A browser without a screen: cookies, forms and redirects."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import requests
from bs4 import BeautifulSoup, Tag

CALLBACK = "http://localhost:8585"


class Browser:
    """Somebody's visit of the hosted pages of one app client."""

    def __init__(self, endpoint_url: str, client_id: str) -> None:
        self.endpoint_url = endpoint_url
        self.client_id = client_id
        self.http = requests.Session()
        self.http.trust_env = False
        self.page = BeautifulSoup("", "html.parser")
        self.url = endpoint_url
        self.status = 0
        self.location = ""
        """The address at the application where it ended; empty while on the pages."""

    def open(self, path: str, **query: str) -> "Browser":
        """Open a page of an ordinary authorization request, with `query` added; an empty value leaves one out."""
        parameters = {
            "client_id": self.client_id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid email",
            "state": "st4te",
            **query,
        }
        asked = urlencode({name: value for name, value in parameters.items() if value})
        return self.get(f"{self.endpoint_url}{path}?{asked}")

    def get(self, url: str) -> "Browser":
        return self._follow(self.http.get(url, allow_redirects=False, timeout=10))

    def submit(self, which: int = 0, **values: str) -> "Browser":
        """Fill in a form of the page and submit it; attributes may go by their own names."""
        form = self.page.find_all("form")[which]
        filled = {str(one["name"]): str(one.get("value") or "") for one in form.find_all("input") if one.get("name")}
        given = {name if name in filled else f"requiredAttributes[{name}]": value for name, value in values.items()}
        unknown = set(given) - set(filled)
        assert not unknown, f"the form has no field {unknown}"
        url = urljoin(self.url, str(form["action"]))
        return self._follow(
            self.http.post(url, data={**filled, **given}, headers={"Origin": self.endpoint_url}, allow_redirects=False)
        )

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

    def exchange(self, **more: str) -> dict[str, Any]:
        """The tokens for the code."""
        answer = requests.post(
            f"{self.endpoint_url}/oauth2/token",
            data={
                "grant_type": "authorization_code",
                "client_id": self.client_id,
                "code": self.answer["code"],
                "redirect_uri": CALLBACK,
                **more,
            },
            timeout=10,
        )
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    def _follow(self, answer: requests.Response) -> "Browser":
        self.location = ""
        while answer.is_redirect:
            location = urljoin(answer.url, answer.headers["Location"])
            if not location.startswith(self.endpoint_url):
                self.location, self.page = location, BeautifulSoup("", "html.parser")
                return self
            answer = self.http.get(location, allow_redirects=False, timeout=10)
        self.status, self.url, self.page = answer.status_code, answer.url, BeautifulSoup(answer.text, "html.parser")
        by_script = self.page.find("script", id="page")
        if by_script:  # managed login: what the page's script does
            self.page = BeautifulSoup(json.loads(by_script.get_text()), "html.parser")
        return self
