"""`serve`'s protocol: what is wrong with a request is said, and ends nothing."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from automation.errors import UsageError
from automation.stacks import request_handler as module
from automation.stacks.request_handler import RequestHandler
from automation.tokens.obtaining import Question
from automation.tokens.token_set import TokenSet
from automation.users.test_user import TestUser
from local.cognito.hostile_tokens.making import HostileToken
from tests.automation.environments import make_environment

OWN = TestUser("own", "own@example.com", "own-password")


class FakeObtainer:
    """Remembers what was asked, and gives tokens that name who signed in."""

    def __init__(self, *_given: Any) -> None:
        self.questions: list[Question] = []

    def asks_for_a_user(self, question: Question) -> bool:
        return question.flow != "client-credentials"

    def obtain(self, question: Question) -> Any:
        self.questions.append(question)
        if question.client == "nobody":
            raise UsageError("The environment has no app client 'nobody'.")
        claims = {"access_token": {"username": question.credentials.username}}
        return SimpleNamespace(tokens=TokenSet("a", "i", "r", 3600), claims=claims, flow=question.flow or "admin")


class FakeSigner:
    """Makes tokens that say what was asked for."""

    def reissue_tokens(self, access: str, identity: str, **asked: Any) -> dict[str, Any]:
        return {"access_token": f"{access}+{asked['scopes']}", "id_token": identity, "expires_in": 60}

    def hostile_tokens(self, access: str, _identity: str, **asked: Any) -> list[dict[str, Any]]:
        return [HostileToken("expired", str(asked), access, "Bearer").to_json()]


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> RequestHandler:
    monkeypatch.setattr(module, "Obtainer", FakeObtainer)

    def create(_cognito: Any, _pool: str, *, username: Any, password: Any, groups: Any, attributes: Any) -> TestUser:
        assert isinstance(attributes, dict)
        return TestUser(username or "made", "made@example.com", password or "made-password", tuple(groups))

    monkeypatch.setattr(module, "create_test_user", create)
    monkeypatch.setattr(module, "delete_user", lambda *_given: None)
    connection = SimpleNamespace(cognito=lambda: None, signer=FakeSigner)
    up = SimpleNamespace(environment=make_environment(), connection=connection, user=OWN)
    return RequestHandler(up, {"COGNITO_CLIENT_ID": "c"})


def ask(handler: RequestHandler, **request: Any) -> dict[str, Any]:
    return handler.answer(json.dumps(request))


def questions(handler: RequestHandler) -> list[Question]:
    asked: Any = handler._obtainer
    found: list[Question] = asked.questions
    return found


def refusal(handler: RequestHandler, **request: Any) -> str:
    answer = ask(handler, **request)
    assert answer["ok"] is False
    assert answer["error"]["code"] == "invalid_request"
    return str(answer["error"]["text"])


def test_a_request_s_id_comes_back_with_its_answer(handler: RequestHandler) -> None:
    assert ask(handler, do="variables", id="x")["id"] == "x"
    assert ask(handler, do="variables", id=7)["id"] == 7
    assert ask(handler, do="nothing", id=7)["id"] == 7
    assert "id" not in ask(handler, do="variables")


def test_the_environments_own_user_signs_in_where_none_is_named(handler: RequestHandler) -> None:
    answer = ask(handler, do="tokens")
    assert answer["ok"] is True
    assert answer["claims"]["access_token"]["username"] == "own"
    assert answer["access_token"] == "a"


def test_a_user_who_was_created_signs_in_by_name_alone(handler: RequestHandler) -> None:
    made = ask(handler, do="create_user", username="ada", groups=["admins"])["user"]
    assert made == {"username": "ada", "email": "made@example.com", "password": "made-password", "groups": ["admins"]}
    assert ask(handler, do="tokens", user="ada")["claims"]["access_token"]["username"] == "ada"


def test_scopes_resource_client_and_flow_reach_the_question(handler: RequestHandler) -> None:
    asked: dict[str, Any] = {"client": "webapp", "flow": "code", "scopes": ["openid", "email"]}
    ask(handler, do="tokens", **asked, resource="https://api.example.com")
    (question,) = questions(handler)
    assert question.options.resource == "https://api.example.com"
    assert (question.client, question.flow, question.scopes) == ("webapp", "code", ("openid", "email"))


def test_a_browser_is_signed_in_by_the_flow_that_its_library_knows(handler: RequestHandler) -> None:
    answer = ask(handler, do="storage_state")
    assert answer["ok"], answer
    assert answer["storage_state"] == {"cookies": [], "origins": []}
    assert (answer["flow"], answer["tokens"]["access_token"], answer["init_script"]) == ("code", "a", "")
    assert questions(handler)[0].flow == "code"
    assert questions(handler)[0].credentials.username == "own"


def test_a_browser_elsewhere_is_refused_before_anybody_signs_in(handler: RequestHandler) -> None:
    asked = {"do": "storage_state", "libraries": ["oidc-client-ts"], "origin": "https://evil.example.com"}
    answer = ask(handler, **asked)
    assert answer["error"]["code"] == "usage"
    assert "neither on this machine" in answer["error"]["text"]
    assert "true or false" in refusal(handler, **asked, allow_remote="yes")
    assert questions(handler) == []


def test_a_machine_signs_in_without_anybody(handler: RequestHandler) -> None:
    ask(handler, do="tokens", client="machine", flow="client-credentials")
    assert questions(handler)[0].credentials.username == ""


def test_what_a_sign_in_brought_about_is_there_for_the_next_one(handler: RequestHandler) -> None:
    ask(handler, do="create_user", username="ada")
    ask(handler, do="tokens", user="ada")
    questions(handler)[0].answers.keep("ada", {"totp_secret": "MFRGGZDF", "password": "a new one"})
    ask(handler, do="tokens", user="ada")
    second = questions(handler)[1]
    assert second.answers.totp_secret == "MFRGGZDF"
    assert second.credentials.password == "a new one"


def test_a_user_nobody_here_knows_needs_a_password(handler: RequestHandler) -> None:
    assert "The password of 'eve' isn't known" in refusal(handler, do="tokens", user="eve")
    assert ask(handler, do="tokens", user="eve", password="p")["ok"] is True


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"do": "tokens", "user": 7}, "`user` of `tokens` must be a string"),
        ({"do": "create_user", "username": 7}, "`username` of `create_user` must be a string"),
        ({"do": "create_user", "groups": "admins"}, "`groups` of `create_user` must be a list of strings"),
        (
            {"do": "create_user", "attributes": {"a": 1}},
            "`attributes` of `create_user` must be an object whose values are strings",
        ),
        ({"do": "tokens", "colour": "red"}, "`tokens` has no member 'colour'"),
        ({"do": "delete_user"}, "needs a `username`"),
        (
            {"do": "dance"},
            "`do` must be one of create_user, delete_user, tokens, storage_state, hostile_tokens, variables, end",
        ),
        ({"do": ["tokens"]}, "`do` must be one of"),
        ({}, "`do` must be one of"),
        ({"do": "variables", "id": {}}, "`id` of `variables` must be a string or a whole number"),
    ],
)
def test_a_request_that_is_none_is_told_why(handler: RequestHandler, request_: dict[str, Any], words: str) -> None:
    assert words in refusal(handler, **request_)
    assert ask(handler, do="variables")["ok"] is True


@pytest.mark.parametrize("line", ["", "nonsense", "[]", "7", '"tokens"', "[" * 100_000, '{"do": "x' + "y" * 1_000_000])
def test_a_line_that_is_no_object_ends_nothing(handler: RequestHandler, line: str) -> None:
    assert handler.answer(line)["error"]["code"] == "invalid_request"
    assert ask(handler, do="variables")["variables"] == {"COGNITO_CLIENT_ID": "c"}


def test_what_the_driver_refuses_has_its_code(handler: RequestHandler) -> None:
    answer = ask(handler, do="tokens", client="nobody")
    assert answer == {"ok": False, "error": {"code": "usage", "text": "The environment has no app client 'nobody'."}}


def test_end_is_answered_and_then_it_is_over(handler: RequestHandler) -> None:
    assert not handler.is_over
    assert ask(handler, do="end", id=1) == {"id": 1, "ok": True}
    assert handler.is_over


def test_a_validity_goes_with_the_question(handler: RequestHandler) -> None:
    assert ask(handler, do="tokens", expires_in=5)["ok"] is True
    assert questions(handler)[-1].expires_in == 5


@pytest.mark.parametrize("expires_in", [0, -1, 86_401, 1.5, True, "60", [60]])
def test_a_validity_that_no_token_can_have_is_refused(handler: RequestHandler, expires_in: Any) -> None:
    assert "from 1 to 86400" in refusal(handler, do="tokens", expires_in=expires_in)


def test_hostile_tokens_are_made_of_tokens_that_meet_the_demand(handler: RequestHandler) -> None:
    answer = ask(handler, do="hostile_tokens", scope="orders/read")
    assert answer["tokens"] == [
        {
            "name": "expired",
            "reason": "{'use': 'access', 'scope': 'orders/read', 'group': ''}",
            "token": "a+['orders/read']",
            "scheme": "Bearer",
            "authorization": "Bearer a+['orders/read']",
        }
    ]
    assert questions(handler)[-1].scopes == ()


@pytest.mark.parametrize("use", ["refresh", ["id"], 1])
def test_another_use_is_refused(handler: RequestHandler, use: Any) -> None:
    assert "must be access or id" in refusal(handler, do="hostile_tokens", use=use)
