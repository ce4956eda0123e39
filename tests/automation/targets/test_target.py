"""A target says which variables, CLI, backend and clients a run uses; what it lacks is said before it begins."""

import io
import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from botocore.exceptions import ClientError

from automation.errors import DriverError, UsageError
from automation.targets.pool_connection import CognitoAccess
from automation.targets.target import (
    AwsTarget,
    Connection,
    LocalTarget,
    _caller,
    make_target,
    target_of,
)
from automation.targets.workspaces import Workspace, Workspaces
from automation.terminal.console import Console
from automation.tokens.challenges.inbox import LocalInbox
from local import service
from local.credentials import Credentials
from local.engine_configuration import EngineConfiguration
from tests.automation.records.test_ledger import entry

CLOUD = {"PULUMI_ACCESS_TOKEN": "pul-1"}
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAONE", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture(autouse=True)
def nobodys_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home without anything, and a CLI on PATH."""
    home, binaries = tmp_path / "home", tmp_path / "bin"
    home.mkdir()
    binaries.mkdir()
    (binaries / "pulumi").write_text("#!/bin/sh\necho v3.200.0\n")
    (binaries / "pulumi").chmod(0o755)
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", f"{binaries}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


def aws(said: io.StringIO, **variables: str) -> AwsTarget:
    return AwsTarget(Console(stream=said), variables)


def workspace(root: Path) -> Workspace:
    return Workspaces(root).kept("aws", "dev", "file:///state")


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "No Pulumi backend is set up for --target aws. Run `pulumi login`"),
        ({"PULUMI_BACKEND_URL": "s3://bucket"}, "s3://bucket encrypts secrets with a passphrase, and none is set"),
        (CLOUD, "There are no AWS credentials for --target aws"),
    ],
    ids=["backend", "passphrase", "credentials"],
)
def test_what_aws_lacks_is_said_before_anything_is_created(
    said: io.StringIO, variables: dict[str, str], words: str
) -> None:
    with pytest.raises(UsageError) as caught:
        aws(said, **variables).check()
    assert words in str(caught.value)
    assert "Nothing was created" in str(caught.value)


def test_credentials_that_cant_be_read_are_told_with_botocores_reason(
    said: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(UsageError, match=r"credentials failed: .*nobody.*Nothing was created"):
        aws(said, **CLOUD).check()


@pytest.mark.parametrize(
    "backend",
    [CLOUD, {"PULUMI_BACKEND_URL": "s3://bucket", "PULUMI_CONFIG_PASSPHRASE_FILE": "/file"}],
    ids=["cloud", "own"],
)
def test_aws_with_a_backend_and_credentials_is_fine(
    said: io.StringIO, backend: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    aws(said, **backend).check()


def test_pools_of_others_need_credentials_and_nothing_of_pulumis(
    said: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.targets.target.obtain_pulumi_cli", None)
    with pytest.raises(UsageError, match="no AWS credentials"), aws(said).administrator("eu-west-1"):
        pass
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with aws(said).administrator("eu-west-1") as connection:
        assert connection.cognito().meta.region_name == "eu-west-1"


def test_on_aws_itself_pulumi_keeps_its_backend_and_the_official_provider(said: io.StringIO, tmp_path: Path) -> None:
    target = aws(said, PULUMI_BACKEND_URL="file:///state", PULUMI_CONFIG_PASSPHRASE_FILE="/passphrase", **KEYS)
    with target.kept(workspace(tmp_path), "eu-west-1") as connection:
        assert connection.pulumi_variables["PULUMI_BACKEND_URL"] == "file:///state?metadata=skip"
        assert connection.pulumi_variables["PULUMI_CONFIG_PASSPHRASE_FILE"] == "/passphrase"
        assert connection.pulumi_variables["AWS_REGION"] == "eu-west-1"
        assert "PULUMI_HOME" not in connection.pulumi_variables
        assert not set(KEYS) & set(connection.program_variables)
        assert "PULUMI_DEBUG_PROVIDERS" not in connection.attach_provider()
        assert connection.endpoint_url is None
        assert connection.cli.version == "3.200.0"
    assert target.stack_name("dev") == "dev"


def test_at_an_endpoint_that_stands_in_for_aws_the_embedded_provider_is_attached_and_ends_with_the_run(
    said: io.StringIO, tmp_path: Path
) -> None:
    target = aws(said, AWS_ENDPOINT_URL="http://127.0.0.1:9", **CLOUD)
    with target.one_shot(workspace(tmp_path), "us-east-1") as connection:
        attached = connection.attach_provider()
        assert attached["PULUMI_DEBUG_PROVIDERS"].startswith("aws:")
        assert connection.pulumi_variables["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] == "true"
        assert connection.endpoint_url == "http://127.0.0.1:9"


def test_a_one_shot_that_was_killed_on_aws_is_said_and_kept_as_long_as_the_ledger_knows_it(
    said: io.StringIO, tmp_path: Path
) -> None:
    target = aws(said, XDG_STATE_HOME=str(tmp_path / "state"))
    lost = Workspace(tmp_path / "dev-bcd12345", "aws", "dev-bcd12345")
    assert target.forget(lost) is True
    target.ledger().write(entry(name="dev-bcd12345", target="aws"))
    assert target.forget(lost) is False
    assert "dev-bcd12345 on AWS. Destroy it with: python automation/run.py reap" in said.getvalue()


def local(root: Path, said: io.StringIO) -> LocalTarget:
    return LocalTarget(root, Console(stream=said))


def test_what_a_killed_local_one_shot_was_noted_as_goes_with_its_folder(said: io.StringIO, tmp_path: Path) -> None:
    target = local(tmp_path, said)
    target.ledger().write(entry(name="dev-bcd12345"))
    target.ledger().write(entry(name="dev-another1"))
    assert target.forget(Workspace(tmp_path / "dev-bcd12345", "local", "dev-bcd12345")) is True
    assert [one.name for one in target.ledger().entries()] == ["dev-another1"]


def test_an_engines_settings_that_break_a_rule_are_wrong_usage(said: io.StringIO, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        local(tmp_path, said).engine_configuration({"no such": 1}, tmp_path)
    assert local(tmp_path, said).engine_configuration(None, tmp_path).is_empty
    assert aws(said).engine_configuration({"no such": 1}, tmp_path).is_empty  # nobody reads them there
    local(tmp_path, said).check()


@pytest.mark.parametrize("file", ["orders/local-dev.json", "renamed/local-dev.json.gz"])
def test_the_local_backend_is_a_folder_that_tells_its_stacks_without_being_asked(
    said: io.StringIO, tmp_path: Path, file: str
) -> None:
    root = tmp_path / "checkout"
    target = local(root, said)
    assert not target.may_have_stack("local-dev")
    assert not root.exists()
    state = Path(urlsplit(target.backend()).path, ".pulumi", "stacks", file)
    state.parent.mkdir(parents=True)
    state.touch()
    assert target.may_have_stack("local-dev")
    assert not target.may_have_stack("local-*")
    assert aws(said, PULUMI_BACKEND_URL=f"file://{tmp_path}/elsewhere").may_have_stack("local-dev")


def answering(connection: Connection) -> Any:
    return connection.cognito().list_user_pools(MaxResults=1)["UserPools"]


def test_dynamic_resources_find_this_interpreter_and_the_checkouts_modules(
    said: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somebody/s own")
    target = aws(said, PULUMI_BACKEND_URL="file:///state", PULUMI_CONFIG_PASSPHRASE_FILE="/passphrase", **KEYS)
    with target.kept(workspace(tmp_path), "eu-west-1") as connection:
        assert not list(tmp_path.rglob("pulumi-resource-*"))  # until something is deployed: `list` writes nothing
        variables = {**connection.pulumi_variables, **connection.attach_provider()}
    assert variables["PULUMI_RUNTIME_VIRTUALENV"] == sys.prefix
    assert variables["PYTHONPATH"].split(os.pathsep) == ["/somebody/s own", str(Path(__file__).parents[3])]
    launcher = shutil.which("pulumi-resource-pulumi-python", path=variables["PATH"])
    assert launcher is not None  # this CLI came without one


def test_a_local_one_shot_has_an_engine_a_backend_and_a_provider_that_end_with_it(
    said: io.StringIO, tmp_path: Path
) -> None:
    with Workspaces(tmp_path).one_shot("local", "dev") as own, local(tmp_path, said).one_shot(own, "eu-west-1") as made:
        assert answering(made) == []
        assert made.patient("cognito-identity").list_identity_pools(MaxResults=1)["IdentityPools"] == []
        assert made.backend == (own.folder / "state").as_uri()
        assert made.pulumi_variables["PULUMI_HOME"] == str(own.folder / "pulumi-home")
        assert made.program_variables["AWS_ENDPOINT_URL"] == made.endpoint_url
        assert made.program_variables["AWS_REGION"] == "eu-west-1"
        assert made.attach_provider()["PULUMI_DEBUG_PROVIDERS"].startswith("aws:")
        assert made.write_stack is not None
        made.write_stack(own.name)
        (written,) = (own.folder / "state").rglob(f"{own.name}.json")
        assert written.stat().st_mode & 0o777 == 0o600
        made.configure(own.name, EngineConfiguration())
        made.configure(own.name, EngineConfiguration(user_pool_ids={"webapp": "eu-west-1_AbCdEfGhI"}))
        assert made.cognito().create_user_pool(PoolName="webapp")["UserPool"]["Id"] == "eu-west-1_AbCdEfGhI"
        assert made.ends_with_process
        with made.http() as http:
            inbox = made.inbox(http)
            assert isinstance(inbox, LocalInbox)
            assert http.trust_env is False
        endpoint = str(made.endpoint_url)
    with pytest.raises(requests.ConnectionError):
        requests.get(endpoint, timeout=5)


def test_a_kept_local_stack_is_at_the_service_which_outlives_the_run(said: io.StringIO, tmp_path: Path) -> None:
    target = local(tmp_path, said)
    own = Workspaces(tmp_path).kept("local", target.stack_name("dev"), target.backend())
    try:
        with target.kept(own, "us-east-1") as made:
            assert answering(made) == []
            assert made.backend == target.backend()
            assert made.refresh_first
            assert not made.ends_with_process
            passphrase = Path(made.pulumi_variables["PULUMI_CONFIG_PASSPHRASE_FILE"])
            assert passphrase.stat().st_mode & 0o777 == 0o600
            made.configure(own.name, EngineConfiguration())
        assert answering(made) == []
    finally:
        service.stop(tmp_path)


def test_aws_itself_is_asked_through_the_users_proxies_and_has_no_inbox(said: io.StringIO, tmp_path: Path) -> None:
    with aws(said, **CLOUD).kept(workspace(tmp_path), "us-east-1") as connection, connection.http() as http:
        assert http.trust_env is True
        assert http.verify is True
        assert connection.inbox(http) is None


class Sts:
    """Tells who calls."""

    def __init__(self, says: str | Exception) -> None:
        self._says = says

    def get_caller_identity(self) -> dict[str, str]:
        if isinstance(self._says, Exception):
            raise self._says
        return {"Arn": self._says}


def caller(says: str | Exception) -> str:
    access: Any = SimpleNamespace(patient=lambda _service: Sts(says))
    return _caller(access)


@pytest.mark.parametrize(
    ("arn", "owner"),
    [
        ("arn:aws:iam::1:user/jane", "arn:aws:iam::1:user/jane"),
        ("arn:aws:sts::1:assumed-role/ci/botocore-session-1700000000", "arn:aws:sts::1:assumed-role/ci"),
        ("arn:aws:sts::1:assumed-role/ci/jane@example.com", "arn:aws:sts::1:assumed-role/ci/jane@example.com"),
        ("arn:aws:iam::1:user/jané,doe", "arn:aws:iam::1:user/jané_doe"),
        ("x" * 300, "x" * 256),
    ],
)
def test_an_owner_is_the_same_tomorrow_and_fits_a_tag(arn: str, owner: str) -> None:
    assert caller(arn) == owner


def test_who_calls_that_aws_doesnt_tell_is_said_with_the_operation() -> None:
    refusal = ClientError({"Error": {"Code": "ExpiredToken", "Message": "expired"}}, "GetCallerIdentity")
    with pytest.raises(DriverError, match=r"account of the AWS credentials failed \(sts:GetCallerIdentity\).*expired"):
        caller(refusal)


def tries(client: Any) -> int:
    return int(client.meta.config.retries["total_max_attempts"])


def test_a_client_can_be_of_another_region_and_of_other_patience() -> None:
    access = CognitoAccess("us-east-1", "http://127.0.0.1:9", Credentials("id", "key"))
    assert access.client().meta.region_name == "us-east-1"
    assert access.client(region="eu-west-1").meta.region_name == "eu-west-1"
    assert tries(access.client(attempts=1)) == 1
    assert tries(access.patient("cognito-identity")) == 6
    assert access.client() is access.client()


def test_targets_are_made_by_name(tmp_path: Path, said: io.StringIO) -> None:
    assert make_target("local", tmp_path, Console(stream=said)).name == "local"
    assert make_target("aws", tmp_path, Console(stream=said)).name == "aws"


def test_what_was_deployed_is_reached_where_it_is_and_not_where_the_caller_points(
    tmp_path: Path, said: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = Console(stream=said)
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://mine")
    its = entry(target="aws", backend="s3://its", endpoint="http://127.0.0.1:9", passphrase_file="/its")
    target = target_of(its, tmp_path, console)
    assert target.backend() == "s3://its"
    with target.kept(workspace(tmp_path), "us-east-1") as connection:
        assert connection.endpoint_url == "http://127.0.0.1:9"
        assert connection.passphrase_file == "/its"
    assert target_of(entry(target="local"), tmp_path, console).name == "local"
    assert target_of(entry(target="aws", backend="", endpoint=None), tmp_path, console).backend() == "s3://mine"


def test_what_is_on_aws_itself_isnt_looked_for_at_an_endpoint(
    tmp_path: Path, said: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(UsageError, match=r"on AWS itself, but AWS_ENDPOINT_URL is set\. Unset it"):
        target_of(entry(target="aws", endpoint=None), tmp_path, Console(stream=said))
