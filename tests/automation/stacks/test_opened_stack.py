"""A kept stack from its opening to its end: nothing of a user's is lost, and nobody steps on another's toes."""

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from automation.errors import StackMissingError, UsageError
from automation.records.ledger import Entry, in_iso
from automation.records.stack_id import StackId
from automation.stacks.kept_stack import (
    KeptStack,
    Known,
    kept_or_expired_stack,
    kept_stack,
    kept_stack_to_deploy,
)
from automation.stacks.token_cache import question
from automation.targets.plan import StackReference, make_plan
from automation.targets.workspaces import Workspaces, config_of, encryption_of, write_project
from automation.terminal.console import Console
from automation.terminal.runtime import Runtime
from automation.terminal.signals import Signals
from automation.users.store import UserStore
from automation.users.test_user import TestUser
from local.errors import StorageError
from local.private_files import write_private
from tests.automation.environments import make_outputs
from tests.automation.records.test_ledger import entry
from tests.automation.stacks.scripted_target import CONFIGURATION, ScriptedTarget
from tests.automation.stacks.test_orphans import Cognito

KEY = StackId("local", "local-dev", "file:///state").key
OUTPUTS = {"user_pool_id": "us-east-1_a", "clients": {}}
GONE = "error: no stack named 'local-dev' found\n"


@pytest.fixture
def target(tmp_path: Path) -> ScriptedTarget:
    (tmp_path / "Pulumi.dev.yaml").write_text(CONFIGURATION)
    return ScriptedTarget(tmp_path)


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def runtime(tmp_path: Path, said: io.StringIO) -> Runtime:
    return Runtime(tmp_path, Console(stream=said), Signals(), {})


def dev(target: Any, **more: Any) -> StackReference:
    return StackReference(target, "dev", **more)


def written(target: Any, **changes: Any) -> Entry:
    """Note the stack, as its deployment does."""
    facts = {"target": "local", "kind": "kept", "name": "local-dev", "backend": "file:///state", "expires": None}
    facts |= {"region": "eu-west-1"}
    made = entry(**{**facts, **changes})
    target.ledger().write(made)
    return made


def deployed(target: Any, runtime: Runtime, **changes: Any) -> Workspaces:
    """A stack that was deployed, with a test user."""
    workspaces = Workspaces(runtime.root)
    own = workspaces.kept("local", "local-dev", target.backend())
    write_project(own, runtime.root, {"aws:region": "eu-west-1"}, {"encryptionsalt": "v1:own"})
    with UserStore.of(own).creating("us-east-1_a", TestUser("ada", "", "Secret-1")):
        pass
    written(target, **changes)
    return workspaces


def past() -> str:
    return in_iso(datetime.now(UTC) - timedelta(hours=1))


def test_a_stack_that_plain_pulumi_deployed_is_opened_with_its_configuration(target: Any, runtime: Runtime) -> None:
    (runtime.root / "Pulumi.local-dev.yaml").write_text(f"encryptionsalt: v1:plain\n{CONFIGURATION}")
    target.cli.says("stack-output", stdout=json.dumps(OUTPUTS))
    with kept_stack(dev(target), runtime) as kept:
        assert kept.outputs()["user_pool_id"] == "us-east-1_a"
        assert kept.entry is None
        assert encryption_of(kept.workspace.stack_file) == {"encryptionsalt": "v1:plain"}
        assert config_of(kept.workspace.stack_file)["cognito-access-token:auth"]["pool_name"] == "webapp"
    assert target.regions == ["us-east-1"]


def test_a_stack_that_the_backend_alone_knows_is_opened(target: Any, runtime: Runtime) -> None:
    target.stacks = {"local-dev"}
    with kept_stack(dev(target), runtime) as kept:
        assert (kept.entry, kept.workspace.name) == (None, "local-dev")


def test_what_was_never_deployed_is_refused_and_nothing_is_asked_or_written(target: Any, runtime: Runtime) -> None:
    target.stacks = set()
    for opening in (kept_stack, kept_or_expired_stack):
        with pytest.raises(StackMissingError, match=r"There is no stack local-dev on the target local\."):
            open_(opening, target, runtime)
    with pytest.raises(UsageError, match="There is no stack 'nosuch': the project"):
        open_(lambda _dev, runtime: kept_stack(StackReference(target, "nosuch"), runtime), target, runtime)
    assert (target.regions, target.cli.calls) == ([], [])
    assert not (runtime.root / ".environments").exists()


def test_a_deployment_that_was_noted_and_never_began_is_opened_for_its_end(target: Any, runtime: Runtime) -> None:
    target.stacks = set()
    written(target)
    with kept_or_expired_stack(dev(target), runtime) as kept:
        assert kept.entry is not None


def test_a_one_shot_that_is_alive_is_no_kept_stack_and_keeps_its_folder(target: Any, runtime: Runtime) -> None:
    target.stacks = set()

    def refused(name: str) -> None:
        with pytest.raises(StackMissingError, match=name), kept_stack(StackReference(target, name), runtime):
            pass

    with Workspaces(runtime.root).one_shot("local", "dev") as alive:
        write_project(alive, runtime.root, {"aws:region": "eu-west-1"}, {})
        refused(alive.name)
        assert alive.stack_file.exists()
    refused(alive.name)
    assert not alive.folder.exists()


def test_a_deployed_stack_is_opened_in_its_own_region_or_in_the_one_that_is_named(
    target: Any, runtime: Runtime
) -> None:
    deployed(target, runtime)
    with kept_stack(dev(target), runtime):
        pass
    with kept_stack(dev(target, region="us-west-2"), runtime):
        pass
    assert target.regions == ["eu-west-1", "us-west-2"]
    assert target.checked == 2
    with (
        pytest.raises(UsageError, match="'mars-1' isn't an AWS region"),
        kept_stack(dev(target, region="mars-1"), runtime),
    ):
        pass


def test_a_stack_whose_time_is_over_is_destroyed_and_that_is_said(
    target: Any, runtime: Runtime, said: io.StringIO
) -> None:
    own = deployed(target, runtime, expires=past()).find("local", "local-dev", target.backend())
    with pytest.raises(StackMissingError, match=r"local-dev ended at .*, and it was destroyed"):
        open_(kept_stack, target, runtime)
    assert "The time to live of local-dev ended" in said.getvalue()
    assert [call.split()[0] for call in target.cli.calls] == ["destroy", "stack"]
    assert target.ledger().entries() == []
    assert own is not None
    assert not own.folder.exists()
    assert target.configured == ["local-dev"]


def open_(opening: Any, target: Any, runtime: Runtime, **more: Any) -> None:
    with opening(dev(target, **more), runtime):
        pass


def test_a_stack_whose_time_was_over_and_that_another_deploys_again_stays(
    target: Any, runtime: Runtime, said: io.StringIO
) -> None:
    deployed(target, runtime, expires=past())
    with kept_or_expired_stack(dev(target), runtime) as kept:
        assert kept.entry is not None
        assert kept.has_expired(kept.entry)
    with other_run(target, lambda: written(target, expires=None)) as console:
        open_(kept_stack, target, replace(runtime, console=console))
    assert target.cli.calls == []
    assert len(target.ledger().entries()) == 1


@contextmanager
def other_run(target: Any, do: Callable[[], object]) -> Iterator[Console]:
    """Another run has the stack until somebody says that it waits for it."""
    other = ExitStack()
    other.enter_context(target.ledger().held(KEY))

    class Waited(io.StringIO):
        def write(self, text: str) -> int:
            if "waiting for it" in text:
                do()
                threading.Timer(0.02, other.close).start()
            return len(text)

    try:
        yield Console(stream=Waited())
    finally:
        other.close()


@pytest.mark.parametrize("asked", [True, False], ids=["asked", "a folder"])
def test_passwords_of_a_stack_that_the_backend_doesnt_have_are_moved_aside(
    target: Any, runtime: Runtime, said: io.StringIO, *, asked: bool
) -> None:
    deployed(target, runtime)
    target.cli.says("stack-output", stderr=GONE, code=255)
    if not asked:
        target.stacks = set()
        target.ledger().remove(KEY)
    with pytest.raises(StackMissingError), kept_stack(dev(target), runtime) as kept:
        kept.outputs()
    (aside,) = (runtime.root / ".environments" / ".lost").iterdir()
    assert "Secret-1" in (aside / "users.json").read_text()
    assert str(aside) in said.getvalue()


def test_a_stack_that_another_run_is_about_to_create_keeps_its_folder(target: Any, runtime: Runtime) -> None:
    workspaces = deployed(target, runtime)
    target.cli.says("stack-output", stderr=GONE, code=255)
    with target.ledger().held(KEY), pytest.raises(StackMissingError), kept_stack(dev(target), runtime) as kept:
        kept.outputs()
    own = workspaces.find("local", "local-dev", target.backend())
    assert own is not None
    assert own.stack_file.exists()
    assert UserStore.of(own).find("us-east-1_a", "ada")


@pytest.mark.parametrize(
    "use",
    [
        lambda kept: write_private(kept.workspace.folder / "outputs.json", "{}"),
        lambda kept: kept.tokens().put_all([(question("ada", None, None, ()), {"expires_at": 0})], None),
        lambda kept: kept.deployment.cancel(),
    ],
    ids=["outputs", "tokens", "pulumi"],
)
def test_a_stack_that_another_run_destroys_meanwhile_is_said_to_be_gone(
    target: Any, runtime: Runtime, use: Callable[[KeptStack], object]
) -> None:
    deployed(target, runtime)
    with pytest.raises(StackMissingError, match=r"local-dev no longer exists: another run"):
        destroyed_meanwhile(target, runtime, use)


def destroyed_meanwhile(target: Any, runtime: Runtime, use: Callable[[KeptStack], object]) -> None:
    with kept_stack(dev(target), runtime) as kept:
        kept.workspace.remove()
        use(kept)


def test_what_else_cant_be_written_or_found_is_said_as_it_is(target: Any, runtime: Runtime) -> None:
    deployed(target, runtime)
    with pytest.raises(StorageError, match="no such folder"), kept_stack(dev(target), runtime) as kept:
        write_private(kept.workspace.folder / "no such folder" / "file", "")
    with pytest.raises(FileNotFoundError), kept_stack(dev(target), runtime):
        (runtime.root / "nothing").read_text()


def test_a_deployment_is_written_down_with_its_end_before_anything_is_created(target: Any, runtime: Runtime) -> None:
    plan = make_plan(Workspaces(runtime.root), dev(target), {})
    with kept_stack_to_deploy(plan, runtime, 3600) as (kept, write_down):
        assert target.ledger().entries() == []
        write_down()
        (noted,) = target.ledger().entries()
        assert noted == kept.entry
        assert noted.expires is not None
        assert (noted.pool_name, noted.kind, noted.process) == ("webapp", "kept", None)
        assert target.cli.calls == []
        assert target.configured == ["local-dev"]
        with target.ledger().held(KEY) as ours:
            assert not ours  # nobody else deploys it now
    with target.ledger().held(KEY) as ours:
        assert ours


def test_a_stack_that_is_deployed_again_keeps_its_birthday_and_the_key_of_its_secrets(
    target: Any, runtime: Runtime
) -> None:
    deployed(target, runtime, created="2020-01-01T00:00:00Z", expires=past())
    plan = make_plan(Workspaces(runtime.root), dev(target), {})
    with kept_stack_to_deploy(plan, runtime, None) as (kept, _):
        assert kept.entry is not None
        assert (kept.entry.created, kept.entry.expires) == ("2020-01-01T00:00:00Z", None)
        assert encryption_of(kept.workspace.stack_file) == {"encryptionsalt": "v1:own"}
        assert UserStore.of(kept.workspace).find("us-east-1_a", "ada")


def test_a_deployment_that_is_refused_leaves_configuration_region_and_end_as_they_were(
    target: Any, runtime: Runtime
) -> None:
    workspace = deployed(target, runtime).kept("local", "local-dev", target.backend())
    configuration, noted = workspace.stack_file.read_text(), target.ledger().entries()
    plan = make_plan(Workspaces(runtime.root), dev(target, region="us-west-2"), {})

    def refused() -> None:
        with kept_stack_to_deploy(plan, runtime, 1):
            assert config_of(workspace.stack_file)["aws:region"] == "us-west-2"
            raise UsageError("refused")

    with pytest.raises(UsageError, match="refused"):
        refused()
    assert workspace.stack_file.read_text() == configuration
    assert target.ledger().entries() == noted
    assert target.configured == []


def test_a_stack_is_where_it_was_deployed_and_not_where_a_killed_run_was_going_to(
    target: Any, runtime: Runtime
) -> None:
    workspace = deployed(target, runtime).kept("local", "local-dev", target.backend())
    workspace.stack_file.write_text(workspace.stack_file.read_text().replace("eu-west-1", "us-west-2"))
    with kept_stack(dev(target), runtime):
        pass
    assert target.regions == ["eu-west-1"]


def test_a_stack_that_nothing_is_noted_of_is_destroyed_by_pulumi_alone(target: Any, runtime: Runtime) -> None:
    deployed(target, runtime)
    target.ledger().remove(KEY)
    with kept_or_expired_stack(dev(target), runtime) as kept:
        kept.destroy(runtime)
    assert [" ".join(call.split()[:2]) for call in target.cli.calls][-1] == "stack rm"
    assert not kept.workspace.folder.exists()


class AdoptedPool(Cognito):
    """Somebody else's, with a user of ours and one who is gone already."""

    class exceptions:  # noqa: N801 - botocore's name
        class UserNotFoundException(ClientError):  # noqa: N818 - botocore's name
            """Nobody of that name."""

    def __init__(self) -> None:
        super().__init__()
        self.deleted: list[str] = []

    def admin_delete_user(self, UserPoolId: str, Username: str) -> None:
        del UserPoolId
        if Username == "gone":
            raise self.exceptions.UserNotFoundException({"Error": {"Code": "UserNotFoundException"}}, "x")
        self.deleted.append(Username)


def test_an_adopted_pool_is_let_go_of_and_only_the_stacks_own_users_go(target: Any, runtime: Runtime) -> None:
    target.cognito = AdoptedPool()
    own = deployed(target, runtime, adopted=True).kept("local", "local-dev", target.backend())
    with UserStore.of(own).creating("us-east-1_a", TestUser("gone", "", "Secret-2")):
        pass
    target.cli.says("stack-output", stdout=json.dumps(OUTPUTS))
    with kept_or_expired_stack(dev(target), runtime) as kept:
        assert kept.is_adopted
        assert not kept.has_expired(entry(kind="kept", expires=past()))
        kept.destroy(runtime)
    assert target.cognito.deleted == ["ada"]
    done = [call.split()[0] for call in target.cli.calls if "output" not in call]
    assert done == ["state", "destroy", "stack"]
    assert target.cognito.calls == []  # neither domain nor pool
    assert not own.folder.exists()


def test_an_adopted_stack_that_is_gone_is_forgotten(target: Any, runtime: Runtime) -> None:
    own = deployed(target, runtime, adopted=True).kept("local", "local-dev", target.backend())
    target.cli.says("stack-output", stderr=GONE, code=255)
    with kept_or_expired_stack(dev(target), runtime) as kept:
        kept.destroy(runtime)
    assert target.ledger().entries() == []
    assert not own.folder.exists()


def test_tokens_are_good_no_longer_than_the_stack(target: Any, runtime: Runtime) -> None:
    deployed(target, runtime, expires=in_iso(datetime.now(UTC) + timedelta(minutes=2)))
    asked = question("ada", None, None, ())
    now = datetime.now(UTC).timestamp()
    with kept_stack(dev(target), runtime) as kept:
        kept.remember({"user_pool_id": "us-east-1_one"})
        kept.tokens().put_all([(asked, {"expires_at": now + 3600})], None)
        assert kept.tokens().find(asked, now) is not None
        assert kept.tokens().find(asked, now + 121) is None


def test_tokens_of_a_user_are_forgotten_where_they_are_kept(target: Any, runtime: Runtime) -> None:
    deployed(target, runtime)
    asked = question("ada", None, None, ())
    with kept_stack(dev(target), runtime) as kept:
        for cache in (kept.tokens(), kept.rows()):
            cache.put_all([(asked, {"expires_at": 2e9, "username": "ada"})], None)
        kept.forget_tokens(lambda one: one["username"] == "ada")
        assert [cache.find_renewable(asked) for cache in (kept.tokens(), kept.rows())] == [None, None]


def test_what_is_known_of_a_stack_needs_no_connection(target: Any, runtime: Runtime) -> None:
    known = Known.of(dev(target), runtime)
    assert (known.exists(), known.is_deployed()) == (False, False)
    workspaces = deployed(target, runtime)
    assert (known.key, known.exists(), known.is_deployed()) == (KEY, True, True)
    own = workspaces.find("local", "local-dev", target.backend())
    assert own is not None
    own.stack_file.unlink()
    target.ledger().remove(KEY)
    assert (known.exists(), known.is_deployed()) == (True, False)
    with workspaces.one_shot("local", "dev") as lost:
        assert Known.of(StackReference(target, lost.name), runtime).name == lost.name
    assert target.regions == []


def test_an_environment_is_what_the_outputs_say_at_the_address_that_answers_now(target: Any, runtime: Runtime) -> None:
    deployed(target, runtime)
    target.cli.says("stack-output", stdout=json.dumps({**make_outputs(), "clients": {}}))
    with kept_stack(dev(target), runtime) as kept:
        assert kept.environment().user_pool_id == make_outputs()["user_pool_id"]


ANNES, BERTS = "111111111111", "222222222222"


def arn(account: str) -> str:
    return f"arn:aws:sts::{account}:assumed-role/admin/jane"


@pytest.mark.parametrize("opening", [kept_stack, kept_or_expired_stack])
def test_a_stack_of_another_account_is_not_destroyed(
    tmp_path: Path, target: Any, runtime: Runtime, opening: Any
) -> None:
    deployed(target, runtime, owner=arn(ANNES), expires=past() if opening is kept_stack else None)
    berts = ScriptedTarget(tmp_path, owner=lambda: arn(BERTS))
    with (
        pytest.raises(UsageError, match=rf"account {ANNES}, and the credentials in use are of {BERTS}"),
        opening(dev(berts), runtime) as kept,
    ):
        kept.destroy(runtime)
    assert berts.cli.calls == []
    (noted,) = target.ledger().entries()
    own = Workspaces(runtime.root).find("local", noted.name, target.backend())
    assert own is not None
    assert own.users_file.exists()


def test_a_stack_of_another_account_is_not_deployed(tmp_path: Path, target: Any, runtime: Runtime) -> None:
    deployed(target, runtime, owner=arn(ANNES))
    berts = ScriptedTarget(tmp_path, owner=lambda: arn(BERTS))
    plan = make_plan(Workspaces(runtime.root), dev(berts), {})
    with (
        pytest.raises(UsageError, match=rf"account {ANNES}, and the credentials in use are of {BERTS}"),
        kept_stack_to_deploy(plan, runtime, ttl_s=None),
    ):
        pass
    assert [noted.stack.account for noted in target.ledger().entries()] == [ANNES]


def test_where_no_note_is_left_the_pool_s_own_account_counts(target: Any, runtime: Runtime) -> None:
    pool = {"user_pool_arn": f"arn:aws:cognito-idp:eu-west-1:{ANNES}:userpool/eu-west-1_a"}
    with kept_stack(dev(target), runtime) as kept:
        assert kept.entry is None
        kept.check_account()  # nothing is known, and nobody is asked
        replace(kept, connection=replace(kept.connection, owner=lambda: arn(ANNES))).check_account(pool)
        with pytest.raises(UsageError, match=f"in the AWS account {ANNES}"):
            replace(kept, connection=replace(kept.connection, owner=lambda: arn(BERTS))).check_account(pool)


def test_signals_are_held_back_while_a_stack_is_destroyed(target: Any, runtime: Runtime) -> None:
    deployed(target, runtime)
    seen: list[bool] = []
    with kept_or_expired_stack(dev(target), runtime) as kept:
        destroying: Any = SimpleNamespace(
            destroy=lambda: seen.append(runtime.signals._holding), remove_stack=lambda: None
        )
        replace(kept, open_deployment=lambda: destroying).destroy(runtime)
    assert seen == [True]
