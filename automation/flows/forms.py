"""HTML forms as a browser sees them: enough of it to sign in on the hosted UI's pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag


@dataclass(frozen=True)
class Form:
    """A form of a page."""

    url: str
    """Where it is submitted to, absolute."""
    fields: Mapping[str, str]
    """The names and the values of its fields, as they would be submitted."""
    types: Mapping[str, str]
    """The fields' types: `text`, `password`, `hidden`, …"""


@dataclass(frozen=True)
class Page:
    """What a person could do on a page, and what it complains about."""

    forms: tuple[Form, ...]
    error: str
    """The text of the page's error elements; empty where there is none."""

    def form_with(self, field_type: str) -> Form | None:
        """The first form that has a field of this type."""
        return next((form for form in self.forms if field_type in form.types.values()), None)


def read_page(html: str, url: str) -> Page:
    """The forms and errors of an HTML page that was loaded from `url`."""
    soup = BeautifulSoup(html, "html.parser")
    errors = [element.get_text(" ", strip=True) for element in soup.select("[class*=error], [id*=error]")]
    return Page(
        forms=tuple(_form(element, url) for element in soup.find_all("form")),
        error=next((text for text in errors if text), ""),
    )


def _form(element: Tag, url: str) -> Form:
    inputs = {str(one["name"]): one for one in element.find_all("input") if one.get("name")}
    return Form(
        url=urljoin(url, str(element.get("action") or "")),
        fields={name: str(one.get("value") or "") for name, one in inputs.items()},
        types={name: str(one.get("type") or "text").lower() for name, one in inputs.items()},
    )
