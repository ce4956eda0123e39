"""Another user of this machine reads public documents and nothing else, and changes nothing."""

import json
import re

from cognito_model.model import USER_POOLS
from local.cognito.control.names import SERVICE
from local.cognito.signature import Request
from local.cognito.signing import signed_headers
from local.credentials import Credentials
from tests.local.cognito.safety.asking_as_another_user import Reply, ask
from tests.local.cognito.safety.target import (
    CONTROL_PATHS,
    INVITED,
    PASSWORD,
    PRIVATE_PATHS,
    Target,
    operation_request,
    operations,
    page_request,
    running,
)
from tests.local.other_user import needs_root

pytestmark = needs_root
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")


def tells_nothing(reply: Reply) -> bool:
    said = reply.head + reply.body
    names_a_user = re.search(rf"\bada\b|{re.escape(INVITED)}", said)  # a request's id may well have the letters ada
    return not names_a_user and "temporary password" not in said


def test_no_page_no_endpoint_no_inbox_answers(target: Target):
    before = target.state()
    asked = [(method, target.path(path)) for path in PRIVATE_PATHS for method in METHODS]
    replies = ask(target.port, [page_request(path, method) for method, path in asked])
    for one, reply in zip(asked, replies, strict=True):
        assert reply.status in {400, 403}, (one, reply)
        assert tells_nothing(reply)
    assert target.state() == before


def test_no_unsigned_operation_answers(target: Target):
    before = target.state()
    public, others = operations(public=True), operations(public=False)
    assert len(public) > 30
    assert len(others) > 90
    replies = ask(target.port, [operation_request(*one) for one in [*public, *others]])
    assert {reply.error for reply in replies[: len(public)]} == {"AccessDeniedException"}
    assert {reply.error for reply in replies[len(public) :]} == {"MissingAuthenticationTokenException"}
    assert target.state() == before


def test_what_a_visitor_of_a_client_could_do_is_refused_too(target: Target):
    before = target.state()
    sign_in = {
        "ClientId": target.client_id,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ada", "PASSWORD": PASSWORD},
    }
    sign_up = {"ClientId": target.client_id, "Username": "eve", "Password": PASSWORD}
    replies = ask(
        target.port,
        [operation_request(USER_POOLS, "InitiateAuth", sign_in), operation_request(USER_POOLS, "SignUp", sign_up)],
    )
    assert [reply.error for reply in replies] == ["AccessDeniedException"] * 2
    assert target.state() == before


def test_no_control_answers_without_the_key(target: Target):
    before = target.state()
    asked = [
        page_request(f"/_engine/{path}", method) for path in CONTROL_PATHS for method in METHODS if method != "HEAD"
    ]
    assert {reply.status for reply in ask(target.port, asked)} == {403}
    assert target.state() == before


def signed(target: Target, path: str, body: bytes, service: str, key: Credentials, **headers: str) -> bytes:
    given = [("host", f"127.0.0.1:{target.port}"), *((name.replace("_", "-"), text) for name, text in headers.items())]
    head = signed_headers(Request("POST", path, "", given, body), key, service)
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST {path} HTTP/1.1\r\n{lines}content-length: {len(body)}\r\n\r\n".encode() + body


def test_a_signature_of_another_key_is_none_and_one_of_the_engines_key_is(target: Target):
    before = target.state()
    own = target.engine.credentials
    listed = {"x_amz_target": f"{USER_POOLS.target_prefix}.ListUserPools"}
    body = b'{"MaxResults":10}'
    wrong = [
        signed(target, "/", body, "cognito-idp", key, **listed)
        for key in (
            Credentials("test", "test"),
            Credentials(own.access_key, "test"),
            Credentials("test", own.secret_key),
        )
    ]
    controls = [
        signed(target, "/_engine/reset", b"{}", SERVICE, Credentials(own.access_key, "test")),
        signed(target, "/_engine/reset", b"{}", "cognito-idp", own),
    ]
    altered = signed(target, "/", body, "cognito-idp", own, **listed).replace(b"10}", b"11}")
    other = signed(target, "/", body, "cognito-idp", own, **listed).replace(b".ListUserPools", b".CreateUserPool")
    for reply in ask(target.port, [*wrong, *controls, altered, other]):
        assert reply.error in {"UnrecognizedClientException", "InvalidSignatureException"}, reply
        assert tells_nothing(reply)
    assert target.state() == before
    (right,) = ask(target.port, [signed(target, "/", body, "cognito-idp", own, **listed)])
    assert [pool["Id"] for pool in json.loads(right.body)["UserPools"]] == [target.pool_id]


def test_public_documents_are_readable(target: Target):
    paths = [f"/{target.pool_id}/.well-known/{name}" for name in ("jwks.json", "openid-configuration")]
    for path, reply in zip(paths, ask(target.port, map(page_request, paths)), strict=True):
        assert reply.status == 200, path
        assert tells_nothing(reply)
    health, proof = ask(
        target.port, [page_request("/_engine/health"), page_request("/_engine/proof?challenge=0123456789abcdef")]
    )
    assert health.body == "ready\n"
    assert set(json.loads(proof.body)) == {"proof"}


def test_where_others_are_allowed_they_get_what_needs_no_signature_and_still_no_more():
    with running(allow_other_users=True) as target:
        private = [
            *(operation_request(*one) for one in operations(public=False)),
            *(page_request(f"/_engine/{path}") for path in CONTROL_PATHS),
        ]
        assert {reply.error for reply in ask(target.port, private)} == {"MissingAuthenticationTokenException"}
        (inbox,) = ask(target.port, [page_request("/inbox.json")])
        assert INVITED in inbox.body
