"""A load balancer in front of a back end: somebody signs in at the engine's pages, without a browser."""

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from local.gateway.identity_provider import IdentityProvider, SignedIn
from local.gateway.settings import BackEndAddress, GatewaySettings, LoadBalancerSettings, PoolEndpoints
from local.gateway.thread import GatewayThread
from tests.credentials import CREDENTIALS
from tests.local.clients.engines import AWS_ISSUERS, Engine
from tests.local.clients.person import signed_in
from tests.local.clients.pools import EMAIL, Pool, make_pool
from tests.local.gateway.served import BackEnd, served
from tests.ports import free_port

ARN = "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/local-gateway/0123456789abcdef"
COOKIE = "AWSELBAuthSessionCookie-0"


class Clock:
    """The gateway's, which a test moves."""

    ahead_s = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead_s


class Visit:
    """A browser's cookies, and a gateway."""

    clock: Clock

    def __init__(self, url: str, gateway: GatewayThread, back_end: BackEnd, pool: Pool, refusals: list[str]) -> None:
        self.url = url
        self.gateway = gateway
        self.back_end = back_end
        self.pool = pool
        self.refusals = refusals
        self.browser = requests.Session()

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.browser.get(self.url + path, allow_redirects=False, timeout=20, **more)

    def sign_in(self, path: str = "/") -> requests.Response:
        """Ask for a path, sign in where that leads to, and come back to the gateway; that answer."""
        away = self.get(path).headers["Location"]
        back = signed_in(away)
        return self.browser.get(back, allow_redirects=False, timeout=20)

    def told(self, path: str = "/", **more: Any) -> dict[str, str]:
        """The headers that the back end gets, where it's asked."""
        answer = self.get(path, **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["headers"])


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineThread]:
    with EngineThread(EngineSettings(CREDENTIALS)) as thread:
        yield thread


@contextmanager
def a_visit(engine: EngineThread, **settings: Any) -> Iterator[Visit]:
    port, refusals = free_port(), []  # type: int, list[str]
    url = f"http://localhost:{port}"
    told = Engine(engine.endpoint_url, engine.credentials.access_key, engine.credentials.secret_key, AWS_ISSUERS)
    pool = make_pool(told, f"{url}/oauth2/idpresponse")
    base = engine.endpoint_url
    endpoints = PoolEndpoints(
        pool.issuer, pool.jwks_uri, "", f"{base}/oauth2/authorize", f"{base}/oauth2/token", f"{base}/oauth2/userInfo"
    )
    given: dict[str, Any] = {
        "client_id": pool.web["ClientId"],
        "client_secret": pool.web["ClientSecret"],
        "on_unauthenticated": "authenticate",
        "scope": "openid email",
        "session_s": 3600.0,
        "load_balancer_arn": ARN,
        **settings,
    }
    back_end = BackEnd()
    with ExitStack() as stack:
        to = BackEndAddress("http", "127.0.0.1", stack.enter_context(served(back_end)))
        clock = Clock()
        gateway = GatewayThread(
            GatewaySettings(to, endpoints, LoadBalancerSettings(**given), port), refusals.append, clock
        )
        stack.enter_context(gateway)
        visit = Visit(url, gateway, back_end, pool, refusals)
        visit.clock = clock
        stack.callback(visit.browser.close)
        yield visit


@pytest.fixture(scope="module")
def shared(engine: EngineThread) -> Iterator[Visit]:
    with a_visit(engine) as visit:
        yield visit


@pytest.fixture
def visit(shared: Visit) -> Visit:
    shared.browser.cookies.clear()
    shared.refusals.clear()
    shared.back_end.asked.clear()
    return shared


def test_who_is_not_signed_in_is_sent_to_the_hosted_ui(visit: Visit) -> None:
    answer = visit.get("/orders?state=open")
    assert answer.status_code == 302
    asked = {name: one for name, (one,) in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    assert asked.pop("state")
    assert asked == {
        "client_id": visit.pool.web["ClientId"],
        "redirect_uri": f"{visit.url}/oauth2/idpresponse",
        "response_type": "code",
        "scope": "openid email",
    }
    assert answer.headers["cache-control"] == "no-store"
    assert visit.back_end.asked == []


def test_who_signs_in_comes_back_to_what_was_asked_for_with_a_session(visit: Visit) -> None:
    answer = visit.sign_in("/orders?state=open")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/orders?state=open")
    cookies = answer.headers["set-cookie"]
    assert f"{COOKIE}=" in cookies
    assert "HttpOnly" in cookies
    assert "SameSite=Lax" in cookies
    assert visit.get("/orders?state=open").json()["target"] == "/orders?state=open"


def test_the_back_end_is_told_who_it_is_and_can_verify_that(visit: Visit) -> None:
    visit.sign_in()
    told = visit.told(headers={"X-Forwarded-For": "10.0.0.1"})
    header = jwt.get_unverified_header(told["x-amzn-oidc-data"])
    key = requests.get(f"{visit.gateway.public_keys_url}/{header['kid']}", timeout=20)
    assert key.headers["content-type"] == "application/x-pem-file"
    claims = jwt.decode(told["x-amzn-oidc-data"], key.text, algorithms=["ES256"])
    assert (claims["email"], claims["username"], claims["iss"]) == (EMAIL, "ada", visit.pool.issuer)
    assert claims["sub"] == told["x-amzn-oidc-identity"]
    assert header["signer"] == ARN
    assert header["client"] == visit.pool.web["ClientId"]
    access = jwt.decode(told["x-amzn-oidc-accesstoken"], options={"verify_signature": False})
    assert (access["token_use"], access["username"]) == ("access", "ada")
    assert told["x-forwarded-for"] == "10.0.0.1, 127.0.0.1"
    assert told["x-forwarded-proto"] == "http"
    assert told["x-forwarded-port"] == visit.url.rpartition(":")[2]
    assert told["host"] == visit.url.removeprefix("http://")


def test_another_key_is_not_found(visit: Visit) -> None:
    for path in ("/_gateway/public-keys/other", "/_gateway/public-keys/", "/_gateway/"):
        assert visit.get(path).status_code == 404


def test_nobody_says_who_they_are_themselves(engine: EngineThread) -> None:
    spoofed = {"X-Amzn-Oidc-Identity": "eve", "x_amzn_oidc_data": "eve", "x-amzn-oidc-accesstoken": "eve"}
    with a_visit(engine, on_unauthenticated="allow") as visit:
        assert "eve" not in json.dumps(visit.told(headers=spoofed))
        assert not [name for name in visit.told() if "oidc" in name]
    with a_visit(engine) as visit:
        visit.sign_in()
        assert "eve" not in json.dumps(visit.told(headers=spoofed))


def test_deny_lets_nobody_in_without_a_session(engine: EngineThread) -> None:
    with a_visit(engine, on_unauthenticated="deny") as visit:
        assert visit.get("/").status_code == 401
        assert visit.back_end.asked == []
        assert visit.refusals == ["401 GET '/': nobody is signed in"]


@pytest.mark.parametrize("value", ["", "x", "../../etc/passwd", "é"])
def test_an_invented_session_is_none(visit: Visit, value: str) -> None:
    answer = visit.get("/", headers={"Cookie": f"{COOKIE}={value}".encode()})
    assert answer.status_code == 302


def test_a_sign_in_is_of_the_browser_that_began_it(visit: Visit) -> None:
    away = visit.get("/").headers["Location"]
    back = signed_in(away)
    stranger = requests.get(back, allow_redirects=False, timeout=20)
    assert stranger.status_code == 401
    assert "set-cookie" not in stranger.headers
    assert "wasn't started here" in visit.refusals[0]


def test_a_sign_in_is_taken_once(visit: Visit) -> None:
    away = visit.get("/").headers["Location"]
    back = signed_in(away)
    assert visit.browser.get(back, allow_redirects=False, timeout=20).status_code == 302
    assert visit.browser.get(back, allow_redirects=False, timeout=20).status_code == 401


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        ("error=invalid_scope", 561, "the user pool returned invalid_scope"),
        ("error=access_denied", 401, "the user pool returned access_denied"),
        ("code=invented", 561, "HTTP 400 (invalid_grant)"),
    ],
)
def test_what_the_pool_refuses_is_561_and_whom_it_denies_access_401(
    visit: Visit, answer: str, status: int, reason: str
) -> None:
    state = parse_qs(urlsplit(visit.get("/").headers["Location"]).query)["state"][0]
    assert visit.get(f"/oauth2/idpresponse?{answer}&state={state}").status_code == status
    assert reason in visit.refusals[0]


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?code=y"])
def test_an_answer_that_nobody_asked_for_is_refused(visit: Visit, query: str) -> None:
    assert visit.get(f"/oauth2/idpresponse{query}").status_code == 401


def test_a_wrong_client_secret_and_no_id_token_are_401(engine: EngineThread) -> None:
    with a_visit(engine, client_secret="wrong") as visit:
        assert visit.sign_in().status_code == 401
        assert "(invalid_client)" in visit.refusals[0]
    with a_visit(engine, scope="orders/read") as visit:
        assert visit.sign_in().status_code == 401
        assert "no ID token is issued for the scope orders/read" in visit.refusals[0]


def test_claims_and_access_token_of_more_than_11_kb_are_500(engine: EngineThread) -> None:
    with a_visit(engine, scope="openid email profile") as visit:
        names = ("name", "given_name", "family_name", "middle_name", "nickname")
        long = [{"Name": name, "Value": "x" * 2000} for name in names]
        visit.pool.cognito.admin_update_user_attributes(
            UserPoolId=visit.pool.user_pool_id, Username="ada", UserAttributes=long
        )
        assert visit.sign_in().status_code == 500
        assert "the user's claims and access token have more than 11264 bytes" in visit.refusals[0]


def test_a_session_that_can_not_be_renewed_goes_on_until_its_time_is_over(
    engine: EngineThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    redeem = IdentityProvider.redeem

    async def without_refresh_token(self: IdentityProvider, code: str, redirect_uri: str, now: float) -> SignedIn:
        return replace(await redeem(self, code, redirect_uri, now), refresh_token=None)

    monkeypatch.setattr(IdentityProvider, "redeem", without_refresh_token)
    with a_visit(engine, session_s=7200.0) as visit:
        visit.sign_in()
        first = visit.told()["x-amzn-oidc-accesstoken"]
        visit.clock.ahead_s = 7199 - 60
        assert visit.told()["x-amzn-oidc-accesstoken"] == first
        visit.clock.ahead_s = 7201
        assert visit.get("/").status_code == 302


def test_an_access_token_that_expires_is_renewed_with_the_claims(engine: EngineThread) -> None:
    with a_visit(engine) as visit:
        visit.pool.cognito.update_user_pool_client(
            **{name: visit.pool.web[name] for name in ("UserPoolId", "ClientId", "CallbackURLs", "ExplicitAuthFlows")},
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email"],
            SupportedIdentityProviders=["COGNITO"],
            AccessTokenValidity=300,
            IdTokenValidity=300,
            TokenValidityUnits={"AccessToken": "seconds", "IdToken": "seconds"},
        )
        visit.sign_in()
        first = visit.told()["x-amzn-oidc-accesstoken"]
        assert visit.told()["x-amzn-oidc-accesstoken"] == first
        visit.clock.ahead_s = 301
        assert visit.told()["x-amzn-oidc-accesstoken"] != first
        visit.pool.cognito.admin_user_global_sign_out(UserPoolId=visit.pool.user_pool_id, Username="ada")
        visit.clock.ahead_s = 602
        assert visit.get("/").status_code == 302


def test_a_session_ends_after_its_time(engine: EngineThread) -> None:
    with a_visit(engine, session_s=60.0) as visit:
        visit.sign_in()
        assert visit.get("/").status_code == 200
        visit.clock.ahead_s = 61
        assert visit.get("/").status_code == 302


def test_what_was_asked_for_can_not_lead_to_another_host(visit: Visit) -> None:
    host = visit.url.removeprefix("http://")
    with closing(http.client.HTTPConnection(host, timeout=20)) as connection:
        connection.request("GET", "//attacker.example/")
        answer = connection.getresponse()
    name, _, value = str(answer.headers["set-cookie"]).partition(";")[0].partition("=")
    visit.browser.cookies.set(name, value)
    back = visit.browser.get(signed_in(str(answer.headers["location"])), allow_redirects=False, timeout=20)
    assert back.headers["Location"] == "/attacker.example/"
