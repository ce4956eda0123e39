"""The patches that ministack's maintainers could take."""

import ast
import shutil
import subprocess
from pathlib import Path

import ministack
import pytest

from tests.local.conftest import ROOT

PATCHES = sorted((ROOT / "local" / "former" / "patches").glob("*.patch"))
SOURCE = Path("ministack", "services", "cognito.py")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of what the patches are about."""
    (tmp_path / SOURCE).parent.mkdir(parents=True)
    shutil.copy(Path(ministack.__file__).parents[1] / SOURCE, tmp_path / SOURCE)
    return tmp_path


def apply(patch: Path, sources: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "apply", *options, str(patch)]
    return subprocess.run(command, cwd=sources, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)
def test_a_patch_applies_to_the_installed_ministack(sources, patch):
    done = apply(patch, sources, "--check")
    assert done.returncode == 0, done.stderr


def test_all_of_them_together_leave_a_module_that_can_be_read(sources):
    before = (sources / SOURCE).read_text(encoding="utf-8")
    for patch in PATCHES:
        done = apply(patch, sources)
        assert done.returncode == 0, done.stderr
    after = (sources / SOURCE).read_text(encoding="utf-8")
    assert len(PATCHES) == 3
    assert functions(after) - functions(before) >= {"_update_group", "_delete_user_attributes"}


def functions(source: str) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
