import http.client
import socket
import threading

import pytest

from automation.errors import DriverError, UsageError
from automation.tokens.login.callback import Callback, loopback_address
from automation.tokens.login.page import error_page, signed_in_page
from tests.ports import free_port

AUTHORIZE_URL = "https://auth.example.com/oauth2/authorize?state=the-state"
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc"


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def callback(port):
    callback = Callback(f"http://localhost:{port}/back", "the-state", ISSUER)
    callback.lead_to(AUTHORIZE_URL)
    with callback.listening("localhost", port):
        yield callback


@pytest.fixture
def begun(callback, port):
    """The cookie of the browser that has begun."""
    return begin(callback, port)[1]["Set-Cookie"].partition(";")[0]


def begin(callback, port, cookie=""):
    return get(port, callback.start_path, cookie=cookie)


def get(port, path, host=None, address="127.0.0.1", cookie=""):
    connection = http.client.HTTPConnection(address, port, timeout=10)
    connection.request("GET", path, headers={"Host": host or f"localhost:{port}", "Cookie": cookie})
    answer = connection.getresponse()
    found = answer.status, dict(answer.headers), answer.read().decode()
    connection.close()
    return found


def test_the_code_is_taken_and_leaves_the_browsers_address(callback, begun, port):
    status, headers, body = get(port, "/back?code=the-code&state=the-state", cookie=begun)
    assert callback.wait(1).code == "the-code"
    assert (status, body) == (303, "")
    assert "the-code" not in headers["Location"]
    assert headers["Cache-Control"] == "no-store"


def test_the_page_comes_where_the_redirect_leads_and_may_load_nothing(callback, begun, port):
    _, headers, _ = get(port, "/back?code=the-code&state=the-state", cookie=begun)
    threading.Timer(0.1, lambda: callback.show("<p>made</p>")).start()
    status, page_headers, body = get(port, headers["Location"])
    assert (status, body) == (200, "<p>made</p>")
    assert page_headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert page_headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/back?code=x&state=another", 400),
        ("/back?code=x", 400),
        ("/back?state=the-state", 400),
        ("/back?code=x&state=the-state&iss=https://evil.example", 400),
        ("/back", 404),
        ("/favicon.ico", 404),
        ("/?code=x&state=the-state", 404),
    ],
)
def test_anything_else_is_refused_and_doesnt_end_the_wait(callback, begun, port, path, status):
    assert get(port, path, cookie=begun)[0] == status
    with pytest.raises(DriverError, match="Nobody signed in"):
        callback.wait(0.1)
    get(port, "/back?code=right&state=the-state", cookie=begun)
    assert callback.wait(1).code == "right"


def test_the_right_issuer_is_accepted(callback, begun, port):
    assert get(port, f"/back?code=x&state=the-state&iss={ISSUER}", cookie=begun)[0] == 303


def test_another_sites_name_for_this_address_is_refused(callback, port):
    assert get(port, "/back?code=x&state=the-state", host=f"evil.example:{port}")[0] == 403


def test_an_error_is_an_answer_too(callback, begun, port):
    get(port, "/back?error=access_denied&error_description=User+said+no&state=the-state", cookie=begun)
    answer = callback.wait(1)
    assert (answer.code, answer.error, answer.description) == (None, "access_denied", "User said no")


def test_only_the_first_answer_counts(callback, begun, port):
    get(port, "/back?code=first&state=the-state", cookie=begun)
    get(port, "/back?code=second&state=the-state", cookie=begun)
    assert callback.wait(1).code == "first"


def test_the_browser_is_given_an_address_that_says_nothing_and_leads_to_the_hosted_ui(callback, port):
    status, headers, _ = begin(callback, port)
    assert (status, headers["Location"]) == (303, AUTHORIZE_URL)
    assert callback.start_url == f"http://localhost:{port}{callback.start_path}"
    assert "the-state" not in callback.start_url
    assert {"HttpOnly", "SameSite=Lax"} <= set(headers["Set-Cookie"].split("; "))


def test_the_browser_that_began_may_load_its_address_again(callback, begun, port):
    assert begin(callback, port, cookie=f"other=1; {begun}")[0] == 303


def test_an_address_that_two_browsers_opened_signs_nobody_in(callback, begun, port):
    assert begin(callback, port)[0] == 410
    get(port, "/back?code=theirs&state=the-state", cookie=begun)
    with pytest.raises(DriverError, match="two browsers"):
        callback.wait(1)


@pytest.mark.parametrize("cookie", ["", "sign-in=made-up"])
def test_an_answer_of_a_browser_that_did_not_begin_is_refused(callback, begun, port, cookie):
    status, _, body = get(port, "/back?code=swapped&state=the-state", cookie=cookie)
    assert (status, "another browser" in body) == (400, True)
    with pytest.raises(DriverError, match="Nobody signed in"):
        callback.wait(0.1)


def test_a_port_that_is_taken_is_said_with_what_to_do(port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        callback = Callback(f"http://127.0.0.1:{port}", "s", ISSUER)
        with pytest.raises(UsageError, match="--redirect-uri"), callback.listening("127.0.0.1", port):
            pass


def test_nothing_listens_afterwards(port):
    callback = Callback(f"http://127.0.0.1:{port}", "s", ISSUER)
    with callback.listening("127.0.0.1", port):
        assert get(port, "/favicon.ico")[0] == 404
    with pytest.raises(ConnectionRefusedError):
        get(port, "/favicon.ico")


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("http://localhost:8585", ("localhost", 8585)),
        ("http://127.0.0.1:80/callback", ("127.0.0.1", 80)),
        ("http://[::1]:9/x", ("::1", 9)),
        ("http://localhost/", ("localhost", 80)),
        ("https://localhost:8585", None),
        ("https://app.example.com/callback", None),
        ("myapp://callback", None),
    ],
)
def test_what_is_a_callback_on_this_machine(uri, address):
    assert loopback_address(uri) == address


def test_the_page_shows_claims_as_text_and_escapes_them():
    page = signed_in_page(
        who="<script>",
        client="web",
        environment="dev",
        expires_at=0,
        headers={"access_token": {"alg": "RS256"}},
        claims={"access_token": {"sub": "<b>", "scope": "openid", "cognito:groups": ["admins"]}},
        commands=[("run.py token", "The token:")],
    )
    assert "&lt;script&gt;" in page
    assert page.count("<script>") == 1, "the page's own"
    assert "&lt;b&gt;" in page
    assert "admins" in page
    assert "RS256" in page


def test_an_errors_text_is_escaped():
    assert "<img" not in error_page("Not signed in", "<img src=x>")
