import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from automation.errors import DriverError, UsageError
from automation.targets.workspaces import (
    UNIQUE_ALPHABET,
    Workspaces,
    config_of,
    creation_arguments,
    encryption_of,
    write_project,
)

ROOT = Path(__file__).resolve().parents[3]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_an_unknown_stack_is_answered_with_those_that_exist(tmp_path):
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    (tmp_path / "Pulumi.local-dev.yaml").write_text("config: {}\n")

    with pytest.raises(UsageError, match=r"no stack 'staging'.*The stacks: dev\."):
        Workspaces(tmp_path).read_stack_file("staging")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("config: [", "can't be read: it isn't YAML in line 1"),
        ("config: {}\nconfig: {}\n", "line 2, column 1: the key config is repeated here"),
        ("- a\n", "isn't a YAML mapping"),
    ],
)
def test_a_stack_file_that_is_no_yaml_mapping_is_named(tmp_path, text, words):
    (tmp_path / "Pulumi.dev.yaml").write_text(text)

    with pytest.raises(UsageError, match=words):
        Workspaces(tmp_path).read_stack_file("dev")


def test_a_one_shots_name_is_unique_and_can_not_spell_a_reserved_word(tmp_path):
    with Workspaces(tmp_path).one_shot("local", "dev") as one, Workspaces(tmp_path).one_shot("local", "dev") as other:
        assert one.name != other.name
        assert one.name.startswith("dev-")
        assert set(one.name.removeprefix("dev-")) <= set(UNIQUE_ALPHABET)
    for word in ("aws", "amazon", "cognito"):
        assert not set(word) <= set(UNIQUE_ALPHABET)


def test_folders_and_files_are_their_owners_alone(tmp_path):
    with Workspaces(tmp_path).one_shot("local", "dev") as workspace:
        write_project(workspace, tmp_path, {"cognito-access-token:auth": {"pool_name": "p"}}, {})

        assert mode(workspace.folder) == 0o700
        assert mode(workspace.stack_file) == 0o600


def test_the_private_project_has_the_same_name_and_runs_the_program_in_the_checkouts_root(tmp_path):
    with Workspaces(tmp_path).one_shot("local", "dev") as workspace:
        write_project(workspace, tmp_path, {"aws:region": "eu-west-1"}, {"encryptionsalt": "v1:x"})

        project = yaml.safe_load((workspace.folder / "Pulumi.yaml").read_text())
        assert project == {"name": "cognito-access-token", "runtime": "python", "main": str(tmp_path)}
        assert yaml.safe_load(workspace.stack_file.read_text())["config"] == {"aws:region": "eu-west-1"}
        assert encryption_of(workspace.stack_file) == {"encryptionsalt": "v1:x"}


def test_a_folder_whose_owner_lives_is_not_swept(tmp_path):
    workspaces = Workspaces(tmp_path)
    with workspaces.one_shot("local", "dev") as workspace:
        workspaces.sweep("local", lambda _: True)

        assert workspace.folder.exists()


def test_a_folder_whose_owner_was_killed_is_swept_and_a_kept_one_is_not(tmp_path):
    program = f"""
import os, signal
from pathlib import Path
from automation.targets.workspaces import Workspaces
with Workspaces(Path({str(tmp_path)!r})).one_shot("local", "dev"):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=20, check=False)
    workspaces = Workspaces(tmp_path)
    kept = workspaces.kept("local", "local-dev")
    (abandoned,) = workspaces.abandoned("local")

    workspaces.sweep("local", lambda _: True)

    assert not abandoned.folder.exists()
    assert kept.folder.exists()


def test_an_abandoned_folder_stays_while_something_else_is_left_of_it(tmp_path):
    workspaces = Workspaces(tmp_path)
    with workspaces.one_shot("aws", "dev") as workspace:
        pass

    workspaces.sweep("aws", lambda _: False)

    assert workspace.folder.exists()


def test_a_value_is_written_as_pulumi_s_cli_reads_it(tmp_path):
    workspace = Workspaces(tmp_path).kept("local", "local-dev")
    config = {"mfa": "OFF", "name": "1e3", "more": {"secure": "v1:x"}}
    write_project(workspace, tmp_path, config, {})
    assert config_of(workspace.stack_file) == config


def test_a_damaged_file_of_an_environment_is_named_and_left_as_it_is(tmp_path):
    workspace = Workspaces(tmp_path).kept("local", "local-dev")
    workspace.stack_file.write_text("encryptionsalt: [")
    with pytest.raises(DriverError, match=r"Pulumi\.local-dev\.yaml.*isn't YAML"):
        encryption_of(workspace.stack_file)
    assert workspace.stack_file.exists()


def test_a_configuration_that_isnt_there_is_said_with_its_path_or_name(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere\.yaml doesn't exist.*--config"):
        Workspaces(tmp_path).read_stack_file("dev", tmp_path / "nowhere.yaml")
    with pytest.raises(UsageError, match=r"There is no stack 'api': the project folder has no Pulumi\.api\.yaml\."):
        Workspaces(tmp_path).read_stack_file("api")
    (tmp_path / ".connections" / "local").mkdir(parents=True)
    with pytest.raises(UsageError, match=r"There is no stack ''"):
        Workspaces(tmp_path).read_stack_file("")
    (tmp_path / "named.yaml").write_text("config: {a: 1}\n")
    assert Workspaces(tmp_path).read_stack_file("dev", tmp_path / "named.yaml") == {"config": {"a": 1}}


def test_a_checkout_that_cant_be_written_is_said_before_anything_is_created(tmp_path):
    workspaces = Workspaces(tmp_path)
    (workspaces.folder / ".lock").mkdir(parents=True)
    with pytest.raises(DriverError, match=r"Writing to the folder .* failed: .*Make the checkout writable"):
        workspaces.kept("local", "local-dev")


def test_the_copy_of_a_local_stacks_file_goes_with_it_and_no_other_file(tmp_path):
    for target, name in (("local", "local-dev"), ("local", "dev"), ("aws", "local-orders")):
        (tmp_path / f"Pulumi.{name}.yaml").write_text("config: {}\n")
        Workspaces(tmp_path).forget_local_copy(target, name)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["Pulumi.dev.yaml", "Pulumi.local-orders.yaml"]


def test_the_copy_of_a_stacks_file_is_no_stack_of_its_own(tmp_path):
    for name in ("local-dev", "dev", "local-orders"):
        (tmp_path / f"Pulumi.{name}.yaml").write_text("config: {}\n")
    with pytest.raises(UsageError, match=r"Pulumi\.local-dev\.yaml is the copy of dev's .*: --stack dev$"):
        Workspaces(tmp_path).read_stack_file("local-dev")
    assert Workspaces(tmp_path).read_stack_file("local-orders") == {"config": {}}


def test_a_stack_is_created_with_the_secrets_provider_of_its_file(tmp_path):
    workspace = Workspaces(tmp_path).kept("aws", "dev", "s3://bucket")
    assert creation_arguments(workspace) == ["stack", "init", "dev", "--no-select"]
    write_project(workspace, tmp_path, {}, {"secretsprovider": "awskms://alias/pulumi"})
    assert creation_arguments(workspace)[-2:] == ["--secrets-provider", "awskms://alias/pulumi"]


def test_nothing_is_swept_where_nothing_was_ever_deployed(tmp_path):
    Workspaces(tmp_path).sweep("local", lambda _: True)
    assert list(tmp_path.iterdir()) == []
