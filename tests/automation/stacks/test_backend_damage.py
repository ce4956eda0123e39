"""A file of the backend that was damaged is named, with what to do; whatever else fails isn't blamed on one."""

import gzip
import json
import os
from pathlib import Path

import pytest

from automation.stacks.backend_damage import damage

STATE = json.dumps({"version": 3, "checkpoint": {"stack": "organization/p/dev"}}).encode()
DAMAGED = [b"", STATE[: len(STATE) // 2], bytes(range(256)) * 4]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A backend's, as the CLI leaves it after an update."""
    own = tmp_path / ".pulumi"
    for age, name in enumerate(["stacks/p/dev.json", "backups/p/dev/dev.2.json", "stacks/p/dev.json.bak"]):
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_bytes(STATE)
        os.utime(own / name, (1000 - age, 1000 - age))
    (own / "meta.yaml").write_text("version: 1\n")
    history = own / "history/p/dev/dev-2.history.json"  # no state
    history.parent.mkdir(parents=True)
    history.write_text('{"kind": "update"}')
    return own


def told(folder: Path) -> str:
    return damage(folder.parent.as_uri(), "p", "dev")


def test_what_can_be_read_is_no_damage(folder: Path):
    assert told(folder) == ""
    (folder / "meta.yaml").unlink()
    (folder / "stacks/p/dev.json").unlink()
    assert told(folder) == ""
    assert damage("s3://bucket", "p", "dev") == ""


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_state_is_named_with_its_latest_copy_that_can_be_read(folder: Path, content: bytes):
    state = folder / "stacks/p/dev.json"
    state.write_bytes(content)
    assert told(folder).startswith(f"{state}, the state of the stack, was damaged.")
    assert f"`cp {folder / 'backups/p/dev/dev.2.json'} {state}`" in told(folder)
    (folder / "backups/p/dev/dev.2.json").write_bytes(content)
    assert f"`cp {state}.bak {state}`" in told(folder)
    (folder / "stacks/p/dev.json.bak").write_bytes(content)
    assert "No copy of it can be read here." in told(folder)


def test_a_compressed_state_gets_a_compressed_copy(folder: Path):
    state = folder / "stacks/p/dev.json"
    state.unlink()
    packed = state.with_name("dev.json.gz")
    packed.write_bytes(gzip.compress(STATE))
    assert told(folder) == ""
    packed.write_bytes(gzip.compress(STATE)[:20])
    assert "No copy of it can be read here." in told(folder)
    (folder / "backups/p/dev/dev.3.json.gz").write_bytes(gzip.compress(STATE))
    assert f"`cp {folder / 'backups/p/dev/dev.3.json.gz'} {packed}`" in told(folder)


@pytest.mark.parametrize("content", [b"", b"versi", bytes(range(256))])
def test_a_damaged_layout_is_named_with_what_belongs_there(folder: Path, content: bytes):
    (folder / "meta.yaml").write_bytes(content)
    assert told(folder).startswith(f"{folder / 'meta.yaml'} was damaged")
    assert "`version: 1`" in told(folder)
