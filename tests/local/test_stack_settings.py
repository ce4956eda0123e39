import re
from pathlib import Path

import pytest
import yaml

from local.errors import UnknownStackError, UnreadableStackError
from local.stack_settings import copy_settings, known_stacks
from tests.local.conftest import Sayings

ORIGINAL = "# a comment\nconfig:\n  aws:region: eu-west-1\n  p:auth:\n    name: first\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    (tmp_path / "Pulumi.dev.yaml").write_text(ORIGINAL)
    return tmp_path


def copy(root: Path, said: Sayings, region: str | None = None) -> str:
    return copy_settings(root, "dev", region, root / "notes", said)


def read(root: Path) -> dict[str, object]:
    found = yaml.safe_load((root / "Pulumi.local-dev.yaml").read_text())
    assert isinstance(found, dict)
    return found


def test_the_local_stack_is_configured_like_the_one_that_it_stands_for(root: Path, said: Sayings) -> None:
    assert copy(root, said) == "eu-west-1"
    assert read(root) == yaml.safe_load(ORIGINAL)
    assert (root / "Pulumi.dev.yaml").read_text() == ORIGINAL


def test_another_region_goes_into_the_copy(root: Path, said: Sayings) -> None:
    assert copy(root, said, "us-west-2") == "us-west-2"
    assert read(root)["config"] == {"aws:region": "us-west-2", "p:auth": {"name": "first"}}
    assert copy(root, said) == "us-west-2"


def test_a_region_that_nobody_names_is_us_east_1(root: Path, said: Sayings) -> None:
    (root / "Pulumi.dev.yaml").write_text("config: {}\n")
    assert copy(root, said) == "us-east-1"
    assert read(root)["config"] == {"aws:region": "us-east-1"}


def test_what_was_changed_in_the_copy_stays_while_the_original_does(root: Path, said: Sayings) -> None:
    copy(root, said)
    (root / "Pulumi.local-dev.yaml").write_text("config: {p:other: 1}\nencryptionsalt: v1:salt\n")
    copy(root, said)
    assert read(root)["config"] == {"p:other": 1}


def test_a_changed_original_is_copied_anew_and_the_salt_is_kept(root: Path, said: Sayings) -> None:
    copy(root, said)
    (root / "Pulumi.local-dev.yaml").write_text("config: {p:other: 1}\nencryptionsalt: v1:salt\n")
    (root / "Pulumi.dev.yaml").write_text(ORIGINAL.replace("first", "second"))
    copy(root, said)
    assert read(root)["encryptionsalt"] == "v1:salt"
    assert read(root)["config"] == {"aws:region": "eu-west-1", "p:auth": {"name": "second"}}


def test_what_only_the_originals_backend_can_decrypt_stays_there_and_is_named(root: Path, said: Sayings) -> None:
    (root / "Pulumi.dev.yaml").write_text(
        "secretsprovider: awskms://key\nencryptedkey: abc\nencryptionsalt: v1:other\n"
        "config:\n  p:key: {secure: v1:abc}\n  p:deep: {a: [{secure: v1:def}]}\n  p:plain: 1\n"
    )
    copy(root, said)
    assert read(root) == {"config": {"p:plain": 1, "aws:region": "us-east-1"}}
    assert [words.split()[0] for words in said] == ["p:key", "p:deep"]


def test_an_unknown_stack_is_refused_with_the_names_of_those_that_exist(root: Path, said: Sayings) -> None:
    copy(root, said)
    (root / "Pulumi.prod.yaml").write_text("")
    with pytest.raises(UnknownStackError, match=r"^There is no stack 'tets': .* The stacks: dev, prod\. "):
        copy_settings(root, "tets", None, root / "notes", said)


def test_broken_yaml_is_one_clear_paragraph(root: Path, said: Sayings) -> None:
    (root / "Pulumi.dev.yaml").write_text("config: [\n")
    with pytest.raises(UnreadableStackError, match=r"Pulumi\.dev\.yaml can't be read: it isn't YAML") as caught:
        copy(root, said)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\x00", "must be text in UTF-8"),
        (b"[]", "holds no mapping"),
        (b"config: 5", "has no `config:` mapping"),
        (b"config: {aws:region: 5}", "no region '5'"),
        (b"config: {aws:region: eu-wst-1}", "Did you mean eu-west-1"),
    ],
)
def test_what_is_no_configuration_is_refused_before_anything_is_written(
    root: Path, said: Sayings, content: bytes, words: str
) -> None:
    (root / "Pulumi.dev.yaml").write_bytes(content)
    with pytest.raises(UnreadableStackError, match=re.escape(words)) as caught:
        copy(root, said)
    assert caught.value.exit_code == 2
    assert not (root / "Pulumi.local-dev.yaml").exists()


def test_a_folder_of_a_stack_files_name_is_no_stack(root: Path) -> None:
    (root / "Pulumi.folder.yaml").mkdir()
    assert "folder" not in known_stacks(root)


def test_nobody_else_can_read_the_copy(root: Path, said: Sayings) -> None:
    copy(root, said)
    assert (root / "Pulumi.local-dev.yaml").stat().st_mode & 0o777 == 0o600
