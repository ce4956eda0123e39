"""Reads HTML forms, as far as it takes to sign in on the hosted UI's pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

OAUTH_ERROR = re.compile(r"[a-z_]{3,40}")
OTPAUTH = re.compile(r"otpauth://totp/[^\s\"'<>]+")


@dataclass(frozen=True)
class Form:
    """A form of a page."""

    url: str
    """Where it is submitted to, absolute."""
    fields: Mapping[str, str] = field(repr=False)
    """The names and the values of its fields, as they would be submitted; without what must be chosen."""
    types: Mapping[str, str]
    """The fields' types: `text`, `password`, `hidden`, …"""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What radio buttons and several buttons of one name offer."""

    def of_type(self, *types: str) -> list[str]:
        """The names of the fields of these types."""
        return [name for name, kind in self.types.items() if kind in types]


@dataclass(frozen=True)
class Page:
    """The forms, the text and the error messages of a page."""

    forms: tuple[Form, ...]
    error: str
    """The text of the page's error elements; empty where there is none."""
    error_code: str = ""
    """OAuth's, where the page says one."""
    text: str = ""
    totp_secret: str = field(default="", repr=False)
    """The key of an authenticator that a page sets up; empty elsewhere."""


def read_page(html: str, url: str) -> Page:
    """The forms, the words and the errors of an HTML page that was loaded from `url`."""
    soup = BeautifulSoup(html, "html.parser")
    errors = [element.get_text(" ", strip=True) for element in soup.select("[class*=error], [id*=error]")]
    codes = [element.get_text(strip=True) for element in soup.find_all("code")]
    codes += parse_qs(urlsplit(url).query).get("error", [])
    return Page(
        forms=tuple(_form(element, url) for element in soup.find_all("form")),
        error=next((text for text in errors if text), ""),
        error_code=next((text for text in codes if OAUTH_ERROR.fullmatch(text)), ""),
        text=soup.get_text(" ", strip=True),
        totp_secret=_totp_secret(soup),
    )


def _form(element: Tag, url: str) -> Form:
    inputs = [one for one in element.find_all("input") if one.get("name")]
    radios = [one for one in inputs if _type(one) == "radio"]
    fields = {str(one["name"]): one for one in inputs if one not in radios}
    buttons = [one for one in element.find_all("button") if one.get("name") and one.get("value")]
    offered: dict[str, tuple[str, ...]] = {}
    for one in [*radios, *buttons]:
        name = str(one["name"])
        offered[name] = (*offered.get(name, ()), str(one.get("value") or ""))
    return Form(
        url=urljoin(url, str(element.get("action") or "")),
        fields={name: str(one.get("value") or "") for name, one in fields.items()},
        types={name: _type(one) for name, one in fields.items()},
        choices=offered,
    )


def _type(element: Tag) -> str:
    return str(element.get("type") or "text").lower()


def _totp_secret(soup: BeautifulSoup) -> str:
    """The authenticator's secret, from the QR code's address or from the key shown for manual entry."""
    links = [str(value) for element in soup.select("*") for value in element.attrs.values()]
    for text in [*links, soup.get_text(" ")]:
        found = OTPAUTH.search(text)
        if found:
            return parse_qs(urlsplit(found.group()).query).get("secret", [""])[0]
    shown = soup.select_one("#secret, #secretKey, .secret")
    return "".join(shown.get_text().split()) if shown else ""
