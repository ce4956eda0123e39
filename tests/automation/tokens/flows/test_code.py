"""The `code` flow against a hosted UI played by a small class: each wrong answer is refused for what it is."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from automation.errors import DriverError, UsageError
from automation.tokens.flows import Credentials, FlowRequest, run_flow
from automation.tokens.flows.code import Authorization, authorize_url, obtain
from automation.tokens.flows.token_endpoint import request_tokens
from tests.automation.environments import CLIENT_ID, make_environment, make_outputs

BASE = "http://127.0.0.1:4566"
LOGIN_PAGE = """
<html><body><form method="post" action="/login?a=1&amp;b=2">
<input type="hidden" name="_csrf" value="t0ken"><input name="username"><input type="password" name="password">
<input type="submit" name="signInSubmitButton" value="Sign in"></form></body></html>
"""
REFUSED_PAGE = '<html><body><p class="errorMessage">Incorrect <b>username</b> or password.</p></body></html>'
TOKENS = {"access_token": "a", "id_token": "i", "refresh_token": "r", "expires_in": 3600, "token_type": "Bearer"}


def answer(status: int, url: str, text: str = "", location: str | None = None, json: Any = None) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response.url = url
    response._content = (text if json is None else __import__("json").dumps(json)).encode()
    if location is not None:
        response.headers["Location"] = location
    return response


class FakeHostedUi:
    """Answers as Cognito's hosted UI does; each step can be told to answer differently."""

    def __init__(self, *, page: str = LOGIN_PAGE, code: str = "c0de", state: str | None = None, **answers: Any) -> None:
        self.page = page
        self.cookies = requests.cookies.RequestsCookieJar()
        self.code = code
        self.state = state
        self.answers = answers
        self.authorized: dict[str, str] = {}
        self.submitted: tuple[str, dict[str, str]] = ("", {})
        self.exchanged: dict[str, Any] = {}

    def get(self, url: str, **_: Any) -> Any:
        parts = urlsplit(url)
        if parts.path == "/oauth2/authorize":
            self.authorized = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if "authorize" in self.answers:
                return self.answers["authorize"]
            return answer(302, url, location="/login?next")
        return answer(200, url, self.page)

    def post(self, url: str, data: dict[str, str], **options: Any) -> Any:
        if urlsplit(url).path == "/oauth2/token":
            self.exchanged = {**data, "auth": options.get("auth")}
            return self.answers.get("token", answer(200, url, json=TOKENS))
        self.submitted = (url, data)
        if "login" in self.answers:
            return self.answers["login"]
        query = urlencode({"code": self.code, "state": self.state or self.authorized["state"]})
        return answer(302, url, location=f"{self.authorized['redirect_uri']}?{query}")


def no_client() -> Any:
    raise AssertionError("Loading boto3 takes half a second, and the hosted UI needs none of it.")


def flow_request(http: FakeHostedUi, scopes: tuple[str, ...] = (), **outputs: Any) -> FlowRequest:
    environment = make_environment(**outputs)
    return FlowRequest(
        environment, environment.client(), Credentials("jane@example.com", "Passw0rd!"), scopes, no_client, http
    )


def test_the_code_is_exchanged_for_tokens_with_pkce_state_and_nonce():
    hosted_ui = FakeHostedUi()

    tokens = obtain(flow_request(hosted_ui))

    assert (tokens.access_token, tokens.id_token, tokens.refresh_token) == ("a", "i", "r")
    sent, exchanged = hosted_ui.authorized, hosted_ui.exchanged
    challenge = base64.urlsafe_b64encode(hashlib.sha256(exchanged["code_verifier"].encode()).digest()).rstrip(b"=")
    assert sent["code_challenge"] == challenge.decode()
    assert sent["code_challenge_method"] == "S256"
    assert sent["scope"] == "openid email profile"
    assert tokens.nonce == sent["nonce"]
    assert exchanged["grant_type"] == "authorization_code"
    assert exchanged["code"] == "c0de"
    assert exchanged["redirect_uri"] == sent["redirect_uri"] == "http://localhost:8585"


def test_the_form_is_submitted_as_a_browser_would_with_its_hidden_fields_to_its_own_address():
    hosted_ui = FakeHostedUi()

    obtain(flow_request(hosted_ui))

    url, fields = hosted_ui.submitted
    assert url == "http://127.0.0.1:4566/login?a=1&b=2"
    assert fields["_csrf"] == "t0ken"
    assert fields["username"] == "jane@example.com"
    assert fields["password"] == "Passw0rd!"


def test_a_confidential_client_authenticates_with_client_secret_basic():
    hosted_ui = FakeHostedUi()

    obtain(flow_request(hosted_ui))

    assert hosted_ui.exchanged["auth"] == (CLIENT_ID, "client-s3cret")
    assert "client_secret" not in hosted_ui.exchanged


def test_a_public_client_sends_its_id_alone():
    hosted_ui = FakeHostedUi()
    clients = make_outputs()["clients"]
    clients["webapp"]["client_secret"] = None

    obtain(flow_request(hosted_ui, clients=clients))

    assert hosted_ui.exchanged["auth"] is None
    assert hosted_ui.exchanged["client_id"] == CLIENT_ID


def test_scopes_that_are_asked_for_are_the_only_ones_sent():
    hosted_ui = FakeHostedUi()

    obtain(flow_request(hosted_ui, scopes=("openid",)))

    assert hosted_ui.authorized["scope"] == "openid"


def test_two_authorizations_share_no_state_nonce_or_verifier():
    one, other = Authorization("http://localhost"), Authorization("http://localhost")

    assert {one.state, one.nonce, one.code_verifier}.isdisjoint({other.state, other.nonce, other.code_verifier})
    assert 43 <= len(one.code_verifier) <= 128


def test_a_redirect_uri_with_a_query_of_its_own_stands_encoded_in_the_authorization_request():
    request = flow_request(FakeHostedUi())

    url = authorize_url(request, Authorization("https://app.example.com/back?tab=1&x=ä"))

    assert parse_qs(urlsplit(url).query)["redirect_uri"] == ["https://app.example.com/back?tab=1&x=ä"]


@pytest.mark.parametrize(
    ("hosted_ui", "words"),
    [
        (FakeHostedUi(login=answer(200, f"{BASE}/login", REFUSED_PAGE)), "Incorrect username or password."),
        (FakeHostedUi(state="another"), "the response belongs to another request"),
        (FakeHostedUi(page="<html><div id='root'></div></html>"), "shows no form that this program can fill in"),
        (
            FakeHostedUi(
                authorize=answer(400, BASE, json={"error": "invalid_request", "error_description": "no"})
            ),
            "invalid_request, no. The app client webapp isn't set up for this request",
        ),
        (
            FakeHostedUi(
                authorize=answer(302, BASE, location="http://localhost:8585?error=invalid_scope")
            ),
            "invalid_scope. A scope isn't among the allowed_oauth_scopes of the app client webapp.",
        ),
        (
            FakeHostedUi(token=answer(400, BASE, json={"error": "invalid_grant"})),
            "invalid_grant. The code or token was used before",
        ),
        (
            FakeHostedUi(login=answer(302, BASE, location="http://localhost:8585?x=1")),
            "isn't the one that was sent",
        ),
    ],
)  # fmt: skip
def test_each_refusal_names_what_was_refused(hosted_ui, words):
    with pytest.raises(DriverError) as caught:
        obtain(flow_request(hosted_ui))

    assert words in str(caught.value)
    assert "Passw0rd!" not in str(caught.value)
    assert "c0de" not in str(caught.value)


def test_a_hosted_ui_that_redirects_for_ever_is_given_up():
    hosted_ui = FakeHostedUi(authorize=answer(302, BASE, location="/oauth2/authorize?x=1"))

    with pytest.raises(DriverError, match="redirected more than"):
        obtain(flow_request(hosted_ui))


def test_a_client_without_callback_url_is_told_what_it_lacks():
    clients = make_outputs()["clients"]
    clients["webapp"]["callback_urls"] = []

    with pytest.raises(DriverError, match="needs a callback URL at the app client webapp"):
        obtain(flow_request(FakeHostedUi(), clients=clients))


def test_a_hosted_ui_that_does_not_answer_is_named_and_no_secret_is_repeated():
    class Unreachable(FakeHostedUi):
        def get(self, url: str, **_: Any) -> requests.Response:
            raise requests.ConnectionError(f"refused: {url}")

    with pytest.raises(DriverError) as caught:
        obtain(flow_request(Unreachable()))

    assert "http://127.0.0.1:4566 didn't respond (ConnectionError)" in str(caught.value)
    assert "state=" not in str(caught.value)


def refused_by(http: Any, **outputs: Any) -> str:
    with pytest.raises(DriverError) as caught:
        obtain(flow_request(http, **outputs))
    assert "Passw0rd!" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "words"),
    [("/confirm", "is not confirmed"), ("/forgotPassword", "reset")],
)
def test_where_the_hosted_ui_leads_elsewhere_is_told_as_the_users_state(path: str, words: str) -> None:
    moved = answer(302, f"{BASE}/login", location=f"{BASE}{path}")
    pages = FakeHostedUi(page="<html><body>Nothing to fill in</body></html>", login=moved)
    pages.get = lambda url, **_: (  # type: ignore[method-assign]
        answer(200, url, LOGIN_PAGE) if path not in url else answer(200, url, "<html><body></body></html>")
    )
    assert words in refused_by(pages).lower()


@pytest.mark.parametrize(
    ("message", "hint"),
    [
        ("User does not exist.", "does not exist"),
        ("User is not confirmed.", "not confirmed"),
        ("Invalid code received.", "code"),
        ("", "the same page was shown again"),
    ],
)
def test_what_the_page_says_after_a_sign_in_is_told(message: str, hint: str) -> None:
    again = f'<html><body><p class="errorMessage">{message}</p>{LOGIN_PAGE}</body></html>'
    assert hint in refused_by(FakeHostedUi(login=answer(200, f"{BASE}/login", again)))


def test_a_page_that_leads_round_in_circles_is_given_up() -> None:
    circle = answer(302, f"{BASE}/login", location=f"{BASE}/oauth2/authorize?a=1")

    class Circling(FakeHostedUi):
        def get(self, url: str, **_: Any) -> Any:
            return answer(302, url, location=f"{BASE}/elsewhere")

    assert "redirected more than" in refused_by(Circling(login=circle))


def test_pages_without_an_end_are_given_up() -> None:
    forms = [
        LOGIN_PAGE,
        '<form action="/login"><input name="username"></form>',
    ]

    class Endless(FakeHostedUi):
        count = 0

        def post(self, url: str, data: dict[str, str], **_: Any) -> Any:
            self.count += 1
            return answer(200, url, forms[self.count % 2])

    assert "showed more than" in refused_by(Endless())


def test_a_passkey_is_what_only_its_authenticator_gives() -> None:
    page = '<form action="/passkey"><input name="credential"></form>'
    assert "passkey (WEB_AUTHN)" in refused_by(FakeHostedUi(page=page))


class Endpoint(FakeHostedUi):
    """A token endpoint that answers as a test says."""

    def __init__(self, says: Any) -> None:
        super().__init__()
        self._says = says

    def post(self, url: str, data: dict[str, str], **options: Any) -> Any:
        if urlsplit(url).path != "/oauth2/token":
            return super().post(url, data, **options)
        if isinstance(self._says, Exception):
            raise self._says
        return self._says


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (requests.ConnectionError("the code is c0de"), "didn't respond (ConnectionError)"),
        (answer(502, BASE, "<html>Bad gateway</html>"), "HTTP 502, and the response isn't JSON"),
        (answer(200, BASE, json=["a"]), "HTTP 200, and the response isn't JSON"),
        (answer(200, BASE, json={"token_type": "Bearer"}), "HTTP 200"),
        (answer(400, BASE, json={"error": "invalid_grant"}), "invalid_grant"),
    ],
    ids=["network", "page", "list", "no token", "refused"],
)
def test_what_the_token_endpoint_says_instead_of_tokens_is_told_without_the_code(says: Any, words: str) -> None:
    told = refused_by(Endpoint(says))
    assert words in told
    assert "c0de" not in told


def test_a_pool_without_a_domain_has_no_token_endpoint() -> None:
    request = flow_request(FakeHostedUi(), token_endpoint=None)
    with pytest.raises(DriverError, match=r"has no domain\. Configure one, or choose another --flow"):
        request_tokens(request, "client-credentials", {})


def test_a_public_client_has_no_token_of_its_own() -> None:
    outputs = make_outputs()
    outputs["clients"]["webapp"]["client_secret"] = None
    with pytest.raises(UsageError, match=r"needs a client secret.*generate_secret: true"):
        run_flow("client-credentials", flow_request(FakeHostedUi(), clients=outputs["clients"]))
