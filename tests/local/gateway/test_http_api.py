"""The HTTP API over HTTP: what reaches the back end, and what it answers in its place."""

import http.client
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import requests

from local.gateway.errors import GatewayError
from local.gateway.routes import Route, parse_route
from local.gateway.settings import BackEndAddress, GatewaySettings, HttpApiSettings, PoolEndpoints
from local.gateway.thread import GatewayThread
from tests.local.gateway.served import BackEnd, Document, served
from tests.local.gateway.tokens import CLIENT, ISSUER, KEY, KEYS, current
from tests.local.other_user import ask, needs_root

SCOPED = "GET /scoped orders/read"


class Setting:
    """A gateway between a client and a back end."""

    def __init__(self, back_end: BackEnd, keys: Document, refusals: list[str], url: str) -> None:
        self.back_end = back_end
        self.keys = keys
        self.refusals = refusals
        self.url = url

    def ask(self, path: str = "/me", method: str = "GET", token: str | None = None, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token or current()}", **more.pop("headers", {})}
        return requests.request(method, self.url + path, headers=headers, timeout=20, **more)

    def told(self, *given: Any, **more: Any) -> dict[str, Any]:
        """What the back end was asked."""
        found: dict[str, Any] = self.ask(*given, **more).json()
        return {**found, "headers": {name.lower(): value for name, value in found["headers"]}}


@contextmanager
def a_gateway(port: int | None = None, **settings: Any) -> Iterator[Setting]:
    back_end, refusals = BackEnd(), []  # type: BackEnd, list[str]
    keys = Document({**KEYS.as_dict(private=False)})
    with ExitStack() as stack:
        behind = port or stack.enter_context(served(back_end))
        pool = PoolEndpoints(ISSUER, f"http://127.0.0.1:{stack.enter_context(served(keys))}/jwks.json")
        given: Any = {"audience": (CLIENT,), "routes": (Route("$default"),), **settings}
        to = BackEndAddress("http", "127.0.0.1", behind)
        gateway = stack.enter_context(
            GatewayThread(GatewaySettings(to, pool, HttpApiSettings(**given)), refusals.append)
        )
        yield Setting(back_end, keys, refusals, gateway.url.replace("localhost", "127.0.0.1"))


@pytest.fixture(scope="module")
def shared() -> Iterator[Setting]:
    routes = [parse_route(SCOPED), Route("$default"), Route("GET /open", public=True), Route("POST /upload")]
    with a_gateway(routes=tuple(routes), claim_headers={"x-user": "sub", "x-groups": "cognito:groups"}) as made:
        yield made


@pytest.fixture
def setting(shared: Setting) -> Setting:
    shared.refusals.clear()
    shared.back_end.asked.clear()
    shared.back_end.may_go_on.clear()
    shared.back_end.client_has_gone.clear()
    return shared


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it didn't come about"
        time.sleep(0.01)


def test_a_request_reaches_the_back_end_as_it_came(setting: Setting) -> None:
    token = current()
    told = setting.told("/a%2Fb/%C3%A9;x=1?q=1%202&q=", "PUT", token, data=b"x" * 70_000, headers={"X-Own": "1"})
    assert (told["method"], told["target"], told["bytes"]) == ("PUT", "/a%2Fb/%C3%A9;x=1?q=1%202&q=", 70_000)
    assert told["headers"]["authorization"] == f"Bearer {token}"
    assert told["headers"]["x-own"] == "1"
    assert told["headers"]["content-length"] == "70000"
    assert told["headers"]["x-amzn-trace-id"].startswith("Root=1-")
    port = setting.url.rpartition(":")[2]
    assert told["headers"]["forwarded"] == f'for=127.0.0.1;host="127.0.0.1:{port}";proto=http'
    assert told["headers"]["host"] != f"127.0.0.1:{port}"


def test_its_answer_comes_back_without_what_was_between_the_two(setting: Setting) -> None:
    answer = setting.ask("/status/418")
    assert answer.status_code == 418
    assert answer.headers["x-kept"] == "1"
    assert "x-hop" not in answer.headers
    assert answer.headers["set-cookie"] == "a=1, b=2"
    assert len(answer.raw.headers.getlist("date")) == 1
    assert setting.ask("/status/204").content == b""
    assert setting.ask("/me", "HEAD").content == b""


def test_claims_come_as_the_headers_that_are_mapped_and_nobody_elses(setting: Setting) -> None:
    spoofed = {"X-User": "eve", "x_user": "eve", "x-groups": "admins", "x-amzn-oidc-identity": "eve"}
    told = setting.ask(token=current(**{"cognito:groups": ["staff", "readers"]}), headers=spoofed).json()
    about = [pair for pair in told["headers"] if pair[0].replace("_", "-") in {"x-user", "x-groups"}]
    assert about == [["x-user", "ada"], ["x-groups", "[staff readers]"]]
    assert "eve" not in json.dumps(told)


def test_without_a_token_a_claims_header_is_nobodys(setting: Setting) -> None:
    told = requests.get(f"{setting.url}/open", headers={"X-User": "eve"}, timeout=20).json()
    assert "eve" not in json.dumps(told)


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer "])
def test_no_token_is_unauthorized(setting: Setting, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = requests.get(f"{setting.url}/me", headers=headers, timeout=20)
    assert (answer.status_code, answer.text) == (401, '{"message":"Unauthorized"}')
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["apigw-requestid"]
    assert setting.back_end.asked == []
    assert setting.refusals == ["401 GET '/me': there is no token"]


def test_a_wrong_token_is_refused_and_why_is_said_without_it(setting: Setting) -> None:
    token = current(exp=1)
    answer = setting.ask(token=token)
    assert answer.status_code == 401
    assert 'error_description="the token has expired"' in answer.headers["www-authenticate"]
    assert setting.back_end.asked == []
    assert setting.refusals == ["401 GET '/me': the token has expired"]


def test_a_route_with_scopes_asks_for_one_of_them(setting: Setting) -> None:
    assert setting.ask("/scoped").status_code == 200
    answer = setting.ask("/scoped", token=current(scope="openid"))
    assert (answer.status_code, answer.text) == (403, '{"message":"Forbidden"}')
    assert answer.headers["www-authenticate"].startswith('Bearer scope="orders/read" error="insufficient_scope"')


def test_a_bare_token_is_one(setting: Setting) -> None:
    assert setting.ask(headers={"Authorization": current()}).status_code == 200


@pytest.mark.parametrize("path", ["/../me", "/a/./b", "/open/..", "/%2e%2e/me"])
def test_who_normalizes_paths_is_shown_none_to_normalize(setting: Setting, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(setting.url.rpartition(":")[2]), timeout=20)
    connection.request("GET", path, headers={"Authorization": f"Bearer {current()}"})
    assert connection.getresponse().status == 400
    connection.close()
    assert setting.back_end.asked == []


def test_where_no_route_is_for_it_a_request_is_not_found() -> None:
    with a_gateway(routes=(Route("GET /orders"),)) as setting:
        answer = setting.ask("/me")
        assert (answer.status_code, answer.text) == (404, '{"message":"Not Found"}')
        assert setting.ask("/orders").status_code == 200


def test_a_body_of_unknown_length_streams_to_the_back_end(setting: Setting) -> None:
    def parts() -> Iterator[bytes]:
        yield b"x" * 100_000
        until(lambda: setting.back_end.taken_bytes == 100_000)  # before the rest is sent
        yield b"x" * 50_000

    told = setting.told("/me", "POST", data=parts())
    assert told["bytes"] == 150_000
    assert told["headers"]["transfer-encoding"] == "chunked"
    assert "content-length" not in told["headers"]


def test_an_answer_streams_to_the_client(setting: Setting) -> None:
    with setting.ask("/stream", stream=True) as answer:
        lines = answer.iter_lines()
        assert next(lines) == b"data: 1"  # while the back end has not ended
        setting.back_end.may_go_on.set()
        assert [line for line in lines if line] == [b"data: 2"]


def test_a_client_that_goes_takes_its_request_along(setting: Setting) -> None:
    with setting.ask("/endless", stream=True) as answer:
        assert next(answer.iter_content(5)) == b"more "
    assert setting.back_end.client_has_gone.wait(20)


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_beyond_the_quota_is_refused(setting: Setting, announced: bool) -> None:  # noqa: FBT001
    data = b"x" * 10_000_001
    answer = setting.ask("/upload", "POST", data=data if announced else iter([data[:6_000_000], data[6_000_000:]]))
    assert (answer.status_code, answer.json()) == (413, {"message": "Request Entity Too Large"})
    assert setting.back_end.asked == []


def test_an_answer_beyond_the_quota_is_a_failure(setting: Setting) -> None:
    answer = setting.ask("/large")
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})


def test_a_head_beyond_the_quota_is_refused(setting: Setting) -> None:
    answer = setting.ask(headers={"X-Large": "x" * 10_240})
    assert answer.status_code == 431
    assert setting.back_end.asked == []


def test_an_answer_that_breaks_off_breaks_off(setting: Setting) -> None:
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        setting.ask("/breaks")
    until(lambda: bool(setting.refusals))
    assert "the back end broke off its response" in setting.refusals[0]


def test_a_back_end_that_does_not_listen_is_unavailable() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with a_gateway(port=closed.getsockname()[1]) as setting:
            answer = setting.ask()
    assert (answer.status_code, answer.json()) == (503, {"message": "Service Unavailable"})
    assert "the back end didn't respond" in setting.refusals[0]


def test_keys_are_fetched_once_and_again_for_one_that_is_new() -> None:
    with a_gateway() as setting:
        setting.keys.content = {"keys": [{**KEY.as_dict(private=False), "kid": "second"}]}
        assert setting.ask().status_code == 401
        assert setting.ask().status_code == 401
        assert setting.keys.times == 1  # invented ids are no reason to ask each time
    with a_gateway() as setting:
        assert [setting.ask().status_code for _ in range(3)] == [200] * 3
        assert setting.keys.times == 1


def test_without_the_issuers_keys_nobody_gets_in() -> None:
    with a_gateway() as setting:
        setting.keys.status = 500
        assert setting.ask().status_code == 500
        setting.keys.status, setting.keys.content = 200, {"keys": "none"}
        assert setting.ask().status_code == 500
        setting.keys.content = {"keys": [KEY.as_dict(private=False)]}
        assert setting.ask().status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "attacker.example"},
        {"Origin": "https://attacker.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    ],
)
def test_pages_of_other_sites_get_nowhere(setting: Setting, headers: dict[str, str]) -> None:
    answer = setting.ask("/open", headers=headers)
    assert answer.status_code == 403
    assert setting.back_end.asked == []


def test_pages_of_this_machine_may_ask_and_links_be_followed(setting: Setting) -> None:
    assert setting.ask(headers={"Origin": "http://localhost:5173", "Sec-Fetch-Site": "cross-site"}).status_code == 200
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert setting.ask(headers=followed).status_code == 200


@needs_root
def test_another_user_of_the_machine_gets_nowhere(setting: Setting) -> None:
    request = f"GET /open HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: {current()}\r\n\r\n"
    assert b" 403 " in ask(int(setting.url.rpartition(":")[2]), request).partition(b"\r\n")[0]
    assert setting.back_end.asked == []


@pytest.mark.parametrize("name", ["authorization", "Host ", "x-amzn-oidc-data", "x_amzn_oidc_data", "via"])
def test_a_header_that_is_reserved_can_not_be_mapped(name: str) -> None:
    with pytest.raises(GatewayError, match="isn't a header that API Gateway can map a claim to"):
        HttpApiSettings((CLIENT,), (Route("$default"),), {name: "sub"})
