"""Whose storage a sign-in may be written for."""

import pytest

from automation.environment import AppClient
from automation.errors import UsageError
from automation.tokens.browser.origins import application_origin

CLIENT = AppClient("web", "id", None, callback_urls=("myapp://done", "https://shop.example.com/callback"))


def test_the_origin_is_that_of_the_first_callback_url_on_the_web() -> None:
    assert application_origin(CLIENT, None) == "https://shop.example.com"


@pytest.mark.parametrize(
    ("asked", "origin"),
    [
        ("http://127.0.0.1:5173", "http://127.0.0.1:5173"),
        ("http://LOCALHOST:80/", "http://localhost"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("https://shop.example.com:443", "https://shop.example.com"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(asked: str, origin: str) -> None:
    assert application_origin(CLIENT, asked) == origin


def test_an_origin_elsewhere_is_refused_unless_it_is_said_to_be_ones_own() -> None:
    with pytest.raises(UsageError, match=r"neither on this machine .*\(https://shop\.example\.com\).*--allow-remote"):
        application_origin(CLIENT, "https://evil.example.com")
    assert application_origin(CLIENT, "https://other.example.com", allow_remote=True) == "https://other.example.com"


@pytest.mark.parametrize(
    "asked", ["localhost:5173", "ftp://localhost", "http://", "http://localhost:port", "http://a b", ""]
)
def test_what_is_no_origin_is_refused_with_one_that_is(asked: str) -> None:
    with pytest.raises(UsageError, match=r"isn't a web origin.*http://127\.0\.0\.1:5173"):
        application_origin(CLIENT, asked, allow_remote=True)


@pytest.mark.parametrize("asked", ["http://localhost:5173/app", "http://localhost:5173?a", "http://me@localhost:5173"])
def test_more_than_an_origin_is_refused_with_the_origin_in_it(asked: str) -> None:
    with pytest.raises(UsageError, match=r"This would pass: http://localhost:5173$"):
        application_origin(CLIENT, asked)


def test_a_client_without_an_address_on_the_web_needs_an_origin() -> None:
    with pytest.raises(UsageError, match="--origin"):
        application_origin(AppClient("native", "id", None, callback_urls=("myapp://done",)), None)
