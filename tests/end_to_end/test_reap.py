"""Whatever killed a run on AWS, `reap` finds what it left; and it touches nothing else."""

import contextlib
import json
import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.credentials import CREDENTIALS
from tests.end_to_end.checkout import Checkout, finish, wait_for_line
from tests.end_to_end.engine_calls import acting_engine

MOMENTS = (
    pytest.param("Deploying the environment", marks=pytest.mark.slow),
    "created aws:cognito/userPool:UserPool",
    pytest.param("deleted aws:cognito/userPoolDomain:UserPoolDomain", marks=pytest.mark.slow),
)
OWNER = "cognito-access-token:owner"
PAST, FUTURE = "2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"


@dataclass
class Account:
    """An engine that outlives the runs, a `file://` backend, and the ledger of a user."""

    variables: dict[str, str]
    cognito: Any
    folder: Path
    checkout: Checkout

    def reap(self, *arguments: str) -> list[dict[str, Any]]:
        finished = self.checkout.run("reap", "--target", "aws", "-o", "json", *arguments, variables=self.variables)
        assert finished.returncode == 0, finished.stderr
        found: list[dict[str, Any]] = json.loads(finished.stdout)
        return found

    def pools(self) -> list[str]:
        return [pool["Id"] for pool in self.cognito.list_user_pools(MaxResults=60)["UserPools"]]

    def stacks(self) -> list[Path]:
        return list((self.folder / "state").rglob("stacks/*/*.json"))

    def locks(self) -> list[Path]:
        return [path for path in (self.folder / "state").rglob("locks/**/*") if path.is_file()]

    def ledger(self) -> list[Path]:
        return sorted((self.folder / "xdg").rglob("ledger/*"))

    def make_pool(self, name: str, **tags: str) -> str:
        tagged = {f"cognito-access-token:{key}": value for key, value in tags.items()}
        pool_id: str = self.cognito.create_user_pool(PoolName=name, UserPoolTags=tagged)["UserPool"]["Id"]
        return pool_id

    def assert_nothing_is_left(self) -> None:
        assert self.pools() == []
        assert self.stacks() == []
        assert self.locks() == []
        assert self.ledger() == []
        assert self.checkout.environments() == []


def variables_for(endpoint: str, folder: Path) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": endpoint,
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(folder / "passphrase"),
        "XDG_STATE_HOME": str(folder / "xdg"),
    }


def account_of(endpoint: str, folder: Path, checkout: Checkout) -> Account:
    (folder / "state").mkdir()
    (folder / "passphrase").write_text("correct horse")
    cognito = boto3.client(
        "cognito-idp", endpoint_url=endpoint, region_name="us-east-1",
        aws_access_key_id="test", aws_secret_access_key="test",
    )  # fmt: skip
    return Account(variables_for(endpoint, folder), cognito, folder, checkout)


@pytest.fixture
def account(checkout: Checkout, tmp_path: Path) -> Iterator[Account]:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        yield account_of(engine.endpoint_url, tmp_path, checkout)


def killed(account: Account, moment: str, *arguments: str) -> None:
    process = account.checkout.start("--target", "aws", *arguments, variables=account.variables)
    wait_for_line(process, moment)
    process.send_signal(signal.SIGKILL)
    finish(process)


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_a_killed_run_left_is_reaped_and_nothing_remains(account: Account, moment):
    killed(account, moment)

    outcomes = account.reap()

    assert [outcome["action"] for outcome in outcomes] == ["destroyed"]
    assert outcomes[0]["status"] == "abandoned"
    account.assert_nothing_is_left()
    assert account.reap() == []


def test_with_ledger_and_checkouts_folder_lost_the_state_and_the_tags_are_enough(account: Account):
    killed(account, "created the test user", "--ttl", "1s")
    shutil.rmtree(account.folder / "xdg")
    shutil.rmtree(account.checkout.root / ".environments")

    outcomes = account.reap()

    assert [(outcome["action"], outcome["status"]) for outcome in outcomes] == [("destroyed", "expired")]
    account.assert_nothing_is_left()


@pytest.mark.slow
def test_with_ledger_and_state_lost_only_what_is_ours_and_expired_goes(account: Account):
    killed(account, "created the test user", "--ttl", "1s")
    (lost,) = account.pools()
    (owner,) = {account.cognito.describe_user_pool(UserPoolId=lost)["UserPool"]["UserPoolTags"][OWNER]}
    shutil.rmtree(account.folder / "xdg")
    shutil.rmtree(account.checkout.root / ".environments")
    shutil.rmtree(account.folder / "state" / ".pulumi")
    ours = {"owner": owner, "host": "elsewhere", "kind": "one-shot", "expires": PAST}
    survivors = [
        account.make_pool("without tags"),
        account.make_pool("of another owner", **{**ours, "owner": "arn:aws:iam::1:user/x"}, environment="dev-1"),
        account.make_pool("with time left", **{**ours, "expires": FUTURE}, environment="dev-2"),
        account.make_pool("without an end", **{**ours, "expires": ""}, environment="dev-3"),
        account.make_pool("with an odd end", **{**ours, "expires": "soon"}, environment="dev-4"),
    ]

    outcomes = account.reap()

    assert [outcome["action"] for outcome in outcomes] == ["destroyed"]
    assert sorted(account.pools()) == sorted(survivors)


@pytest.mark.slow
def test_a_pool_with_our_tags_but_in_another_owners_state_survives_every_reap(account: Account):
    killed(account, "created the test user", "--ttl", "1s")
    (pool_id,) = account.pools()
    owner = account.cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["UserPoolTags"][OWNER]
    shutil.rmtree(account.folder / "xdg")
    (state,) = account.stacks()
    state.write_text(state.read_text().replace(owner, "arn:aws:iam::999999999999:user/somebody"))

    for _ in range(2):
        assert [outcome["action"] for outcome in account.reap()] == ["refused"]
        assert account.pools() == [pool_id]
    shutil.rmtree(account.checkout.root / ".environments" / "aws")


def test_a_dry_run_only_lists(account: Account):
    killed(account, "created the test user")
    before = account.pools()

    outcomes = account.reap("--dry-run")

    assert [outcome["action"] for outcome in outcomes] == ["would be destroyed"]
    assert account.pools() == before
    account.reap()
    account.assert_nothing_is_left()


def test_a_run_that_lives_survives_and_goes_by_itself(account: Account):
    process = account.checkout.start("--target", "aws", "--hold", variables=account.variables)
    wait_for_line(process, "Holding the environment")

    assert account.reap() == []
    assert len(account.pools()) == 1
    process.send_signal(signal.SIGHUP)
    finish(process)
    account.assert_nothing_is_left()


@pytest.mark.slow
def test_two_reapers_at_once_do_not_get_into_each_others_way(account: Account):
    killed(account, "created the test user")

    command = ("reap", "--target", "aws", "-o", "json")
    both = [account.checkout.start(*command, variables=account.variables) for _ in range(2)]

    assert [finish(process)[2] for process in both] == [0, 0]
    account.assert_nothing_is_left()


def test_what_pulumi_cannot_destroy_goes_by_cognitos_own_api(account: Account):
    killed(account, "created the test user")
    (account.folder / "passphrase").write_text("another one")

    outcomes = account.reap()

    assert [outcome["action"] for outcome in outcomes] == ["destroyed"]
    account.assert_nothing_is_left()


def children(pid: int, name: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            head, _, rest = (folder / "stat").read_text().rpartition(")")
            if int(rest.split()[1]) == pid and head.endswith(f"({name}"):
                found.append(int(folder.name))
    return found


def test_a_crash_of_the_pulumi_cli_is_told_and_leaves_nothing(checkout: Checkout, tmp_path: Path):
    started: Future[int] = Future()

    def crash() -> None:
        for pid in children(started.result(), "pulumi"):
            os.kill(pid, signal.SIGKILL)

    with acting_engine() as engine:
        engine.before["CreateUserPoolClient"] = crash
        account = account_of(engine.endpoint_url, tmp_path, checkout)

        process = checkout.start("--target", "aws", variables=account.variables)
        started.set_result(process.pid)
        _, stderr, code = finish(process)

        assert code == 1, stderr
        assert "created aws:cognito/userPool:UserPool" in stderr
        assert "error: Deploying the environment" in stderr
        account.assert_nothing_is_left()


def test_a_lost_engine_is_told_and_the_environment_stays_written_down(checkout: Checkout, tmp_path: Path):
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        variables = account_of(engine.endpoint_url, tmp_path, checkout).variables
        process = checkout.start("--target", "aws", variables=variables)
        wait_for_line(process, "created aws:cognito/userPool:UserPool")
    _, stderr, code = finish(process)

    assert code == 1, stderr
    (left,) = (tmp_path / "xdg").rglob("ledger/*.json")
    name = json.loads(left.read_text())["name"]
    assert f"destroy --stack {name} --target aws" in stderr
    refused = checkout.run("reap", "--target", "aws", "-o", "json", variables=variables)
    assert refused.returncode == 1
    assert left.exists()
    shutil.rmtree(checkout.root / ".environments" / "aws" / name)
