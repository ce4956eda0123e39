"""Tokens of a kept stack: from the cache, renewed, or by signing in, in that order."""

import io
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.errors import DriverError, UsageError
from automation.sessions import all_tokens as rows_module
from automation.sessions import sign_in as module
from automation.sessions.all_tokens import all_tokens
from automation.sessions.sign_in import SignedIn, SignInRequest, cached_sign_in, sign_in
from automation.stacks.kept_stack import KeptStack
from automation.targets.workspaces import Workspaces
from automation.terminal.console import Console
from automation.tokens.flows import FLOWS, FlowOptions
from automation.tokens.obtaining import Question, VerifiedTokens
from automation.tokens.token_set import TokenSet
from automation.users.batch import Batch, BatchFiles
from automation.users.store import UserStore
from automation.users.test_user import TestUser
from tests.automation.environments import POOL_ID, make_environment, make_outputs

ADA = TestUser("ada", "ada@example.com", "Secret-1", ("admins",))
GRACE = TestUser("grace", "grace@example.com", "Secret-2")


class FakeObtainer:
    """Gives tokens that name whose they are, and counts how they were got."""

    def __init__(self) -> None:
        self.obtained: list[Question] = []
        self.renewed: list[VerifiedTokens] = []
        self.renewal: Exception | None = None

    def __call__(self, *_given: Any) -> "FakeObtainer":
        return self

    def choose(self, question: Question) -> tuple[Any, str]:
        client = make_environment().client(question.client)
        return client, question.flow or "admin"

    def obtain(self, question: Question) -> VerifiedTokens:
        self.obtained.append(question)
        client, flow = self.choose(question)
        name = question.credentials.username
        return VerifiedTokens(client, flow, tokens(f"of {name} {len(self.obtained)}"), {"access_token": {"sub": name}})

    def renew(self, old: VerifiedTokens) -> VerifiedTokens:
        self.renewed.append(old)
        if self.renewal:
            raise self.renewal
        return replace(old, tokens=tokens("renewed"))


def tokens(access: str, refresh: str | None = "refresh", expires_in: int = 3600) -> TokenSet:
    return TokenSet(access, None, refresh, expires_in)


class Deployment:
    """Of a stack with the usual outputs."""

    def __init__(self) -> None:
        self.asked = 0

    def outputs(self) -> Mapping[str, Any]:
        self.asked += 1
        return make_outputs()


@pytest.fixture
def obtainer(monkeypatch: pytest.MonkeyPatch) -> FakeObtainer:
    made = FakeObtainer()
    monkeypatch.setattr(module, "Obtainer", made)
    monkeypatch.setattr(rows_module, "Obtainer", made)
    return made


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def console(said: io.StringIO) -> Console:
    return Console(stream=said)


@pytest.fixture
def kept(tmp_path: Path, console: Console) -> Any:
    state = tmp_path / "state"
    checkpoint = state / ".pulumi" / "stacks" / "cognito-access-token" / "local-dev.json"
    checkpoint.parent.mkdir(parents=True)
    checkpoint.write_text("{}")
    variables = {"PULUMI_BACKEND_URL": state.as_uri()}
    connection: Any = SimpleNamespace(
        pulumi_variables=variables, endpoint_url="http://127.0.0.1:4566", target="local", cognito=lambda **_: None
    )
    workspace = Workspaces(tmp_path).kept("local", "local-dev")
    ledger: Any = None
    deployment: Any = Deployment()
    return KeptStack(workspace, connection, lambda: deployment, {}, ledger, None, console)


def know(kept: Any, *users: TestUser) -> None:
    for user in users:
        with UserStore.of(kept.workspace).creating(POOL_ID, user):
            pass


def cached(kept: Any, request: SignInRequest, found: SignedIn, age_s: float = 0) -> None:
    kept.tokens().put_all([(request.key, found.entry(time.time() - age_s))], kept.checkpoint)


def test_tokens_that_are_good_are_given_again_without_signing_in(
    kept: Any, obtainer: FakeObtainer, console: Console
) -> None:
    know(kept, ADA)
    first = sign_in(SignInRequest("ada"), kept, console)
    again = sign_in(SignInRequest("ada"), kept, console)
    assert again.tokens.access_token == first.tokens.access_token == "of ada 1"
    assert again.user == ADA
    assert again.flow == "admin"
    assert again.tokens.expires_in <= 3600
    assert len(obtainer.obtained) == 1
    assert kept.deployment.asked == 1


def test_fresh_tokens_are_those_of_a_new_sign_in(kept: Any, obtainer: FakeObtainer, console: Console) -> None:
    know(kept, ADA)
    sign_in(SignInRequest("ada"), kept, console)
    assert sign_in(SignInRequest("ada", fresh=True), kept, console).tokens.access_token == "of ada 2"
    assert obtainer.renewed == []


def test_other_scopes_another_flow_or_user_are_another_question(
    kept: Any, obtainer: FakeObtainer, console: Console
) -> None:
    know(kept, ADA, GRACE)
    for request in (
        SignInRequest("ada"),
        SignInRequest("ada", scopes=("openid",)),
        SignInRequest("ada", flow="code"),
        SignInRequest("grace"),
        SignInRequest("ada", password="x", options=FlowOptions(identity_provider="Company")),
    ):
        sign_in(request, kept, console)
    assert len(obtainer.obtained) == 5


def test_tokens_that_have_run_out_are_renewed_and_stay_their_users(
    kept: Any, obtainer: FakeObtainer, console: Console
) -> None:
    know(kept, ADA)
    first = sign_in(SignInRequest("ada"), kept, console)
    cached(kept, SignInRequest("ada"), first, age_s=3600)
    found = sign_in(SignInRequest("ada"), kept, console)
    assert (found.tokens.access_token, found.user) == ("renewed", ADA)
    assert [old.tokens.refresh_token for old in obtainer.renewed] == ["refresh"]
    assert len(obtainer.obtained) == 1


def test_where_the_refresh_token_is_over_somebody_signs_in(kept: Any, obtainer: FakeObtainer, console: Console) -> None:
    know(kept, ADA)
    first = sign_in(SignInRequest("ada"), kept, console)
    cached(kept, SignInRequest("ada"), first, age_s=3600)
    obtainer.renewal = DriverError("revoked")
    assert sign_in(SignInRequest("ada"), kept, console).tokens.access_token == "of ada 2"
    cached(kept, SignInRequest("ada"), replace(first, tokens=tokens("old", refresh=None)), age_s=3600)
    assert sign_in(SignInRequest("ada"), kept, console).tokens.access_token == "of ada 3"
    assert len(obtainer.renewed) == 1


def test_tokens_for_a_given_refresh_token_are_nobodys_in_the_cache(
    kept: Any, obtainer: FakeObtainer, console: Console
) -> None:
    know(kept, ADA)
    request = SignInRequest("ada", flow="refresh", options=FlowOptions(refresh_token="theirs"))
    sign_in(request, kept, console)
    assert kept.tokens().find_renewable(request.key) is None


def test_a_machine_client_signs_in_without_a_user(kept: Any, obtainer: FakeObtainer, console: Console) -> None:
    found = sign_in(SignInRequest(flow="client-credentials"), kept, console)
    assert found.user.username == ""
    assert obtainer.obtained[0].credentials.username == ""
    assert not FLOWS["client-credentials"].has_user
    entry = found.entry(0)
    assert entry["username"] == found.client.name


def test_a_user_of_a_batch_is_known_by_number(kept: Any, obtainer: FakeObtainer, console: Console) -> None:
    files = BatchFiles(kept.workspace)
    files.write(batch())
    known = batch().user(2)
    found = sign_in(SignInRequest("load-000002"), kept, console)
    assert found.user == known
    assert obtainer.obtained[0].credentials.password == known.password
    for name in ("load-000003", "load-0", "load-x", "other-000001"):
        with pytest.raises(UsageError, match=rf"password of '{name}' isn't known.*--password -"):
            sign_in(SignInRequest(name), kept, console)


def batch(**changes: Any) -> Batch:
    facts = {"prefix": "load", "user_pool_id": POOL_ID, "count": 2, "by_email": False, "seed": "seed"}
    return Batch(**{**facts, "groups": (), "attributes": {}, "one_password": False, **changes})


def test_a_batch_of_another_pool_isnt_this_ones(kept: Any, obtainer: FakeObtainer, console: Console) -> None:
    BatchFiles(kept.workspace).write(batch(user_pool_id="us-east-1_other"))
    with pytest.raises(UsageError, match="isn't known"):
        sign_in(SignInRequest("load-000001"), kept, console)


@pytest.mark.parametrize(
    ("request_of", "password"),
    [
        (SignInRequest("eve", password="hers"), "hers"),
        (SignInRequest("eve", flow="user-auth"), ""),
        (SignInRequest("eve", flow="custom"), ""),
        (SignInRequest("eve", may_ask=True), ""),
        (SignInRequest("eve", options=FlowOptions(identity_provider="Company")), ""),
    ],
    ids=["given", "user-auth", "custom", "asked for", "provider's"],
)
def test_somebody_unknown_signs_in_with_what_is_given_or_asked_for(
    kept: Any, obtainer: FakeObtainer, console: Console, request_of: SignInRequest, password: str
) -> None:
    found = sign_in(request_of, kept, console)
    assert (found.user.username, found.user.password) == ("eve", password)


def test_what_challenges_are_answered_with_is_asked_for_with_the_stack_and_the_user(
    kept: Any, obtainer: FakeObtainer, console: Console
) -> None:
    know(kept, ADA)
    asked: list[Any] = []

    def answers(stack: Any, pool_id: str, credentials: Any) -> Any:
        asked.append((stack, pool_id, credentials.username))
        return Question().answers

    sign_in(SignInRequest("ada", answers=answers), kept, console)
    assert asked == [(kept, POOL_ID, "ada")]


def test_kept_tokens_are_found_by_the_flow_that_gave_them_or_by_any(
    kept: Any, obtainer: FakeObtainer, console: Console
) -> None:
    know(kept, ADA)
    assert cached_sign_in(SignInRequest("ada"), kept) is None
    sign_in(SignInRequest("ada", flow="srp"), kept, console)
    found = cached_sign_in(SignInRequest("ada"), kept)
    assert found is not None
    assert found.flow == "srp"
    assert cached_sign_in(SignInRequest("ada", flow="code"), kept) is None


def test_tokens_do_not_show_in_a_repr(kept: Any, obtainer: FakeObtainer, console: Console) -> None:
    know(kept, ADA)
    shown = repr(sign_in(SignInRequest("ada"), kept, console))
    assert "of ada 1" not in shown
    assert "Secret-1" not in shown


def test_every_test_user_has_a_row_of_their_own(
    kept: Any, obtainer: FakeObtainer, console: Console, said: io.StringIO
) -> None:
    know(kept, ADA, GRACE)
    files = BatchFiles(kept.workspace)
    files.write(batch())
    files.write(batch(prefix="imported", imported=True))
    files.write(batch(prefix="elsewhere", user_pool_id="us-east-1_other"))
    rows = list(all_tokens(SignInRequest(), kept, console))
    names = {"ada", "grace", "load-000001", "load-000002"}
    assert {row["username"] for row in rows} == names
    assert all(row["access_token"].startswith(f"of {row['username']} ") for row in rows)
    assert {row["username"]: row["password"] for row in rows}["ada"] == "Secret-1"
    assert "Left out: the users imported-…, which were imported" in said.getvalue()

    again = list(all_tokens(SignInRequest(), kept, console))
    assert {row["access_token"] for row in again} == {row["access_token"] for row in rows}
    assert len(obtainer.obtained) == 4
    list(all_tokens(SignInRequest(fresh=True), kept, console))
    assert len(obtainer.obtained) == 8


def test_who_was_signed_in_before_one_failed_isnt_signed_in_again(
    kept: Any, obtainer: FakeObtainer, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(kept, ADA)
    obtain = obtainer.obtain

    def refuse(question: Question) -> VerifiedTokens:
        if question.credentials.username == "grace":
            raise DriverError("grace is disabled")
        return obtain(question)

    list(all_tokens(SignInRequest(), kept, console))
    know(kept, GRACE)
    monkeypatch.setattr(obtainer, "obtain", refuse)
    with pytest.raises(DriverError, match="grace is disabled"):
        list(all_tokens(SignInRequest(), kept, console))
    assert [question.credentials.username for question in obtainer.obtained] == ["ada"]


def test_a_stack_without_test_users_says_how_to_create_some(
    kept: Any, obtainer: FakeObtainer, console: Console
) -> None:
    with pytest.raises(UsageError, match="users create --count 10"):
        all_tokens(SignInRequest(), kept, console)


def test_many_who_sign_in_by_srp_are_told_a_faster_way(
    kept: Any, obtainer: FakeObtainer, console: Console, said: io.StringIO
) -> None:
    BatchFiles(kept.workspace).write(batch(count=50))
    assert len(list(all_tokens(SignInRequest(flow="srp"), kept, console))) == 50
    assert "ALLOW_ADMIN_USER_PASSWORD_AUTH" in said.getvalue()
