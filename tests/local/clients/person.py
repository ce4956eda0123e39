"""A person at the hosted pages, without a browser."""

from typing import Any
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup

from tests.local.clients.pools import PASSWORD, USERNAME


def signed_in(url: str, browser: requests.Session | None = None) -> str:
    """Where somebody who signs in at `url` is sent to, which is not followed."""
    if browser is None:
        with requests.Session() as own:
            return signed_in(url, own)
    page = browser.get(url, timeout=10)
    page.raise_for_status()
    return str(sign_in_at(page, browser).headers["Location"])


def sign_in_at(page: Any, browser: requests.Session) -> Any:
    """Fill in the form that a page has, and send it; the answer, not followed."""
    parsed = BeautifulSoup(page.text, "html.parser")
    form = next(form for form in parsed.select("form") if form.select_one("input[name=password]"))
    fields = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}
    fields |= {"username": USERNAME, "password": PASSWORD}
    action = urljoin(page.url, str(form.get("action") or page.url))
    return browser.post(action, data=fields, allow_redirects=False, timeout=10)
