"""What stands in the way of a release."""

import sys
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


def load() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "release.py"
    spec = spec_from_file_location("release", path)
    assert spec is not None
    assert spec.loader is not None
    module, first = module_from_spec(spec), sys.path[0]
    spec.loader.exec_module(module)
    sys.path[0] = first
    return module


release = load()
ENTRY = "## [1.2.3] - 2026-11-26\n"
COMPLETE = {"changelog": f"# Changelog\n\n{ENTRY}", "status": "", "tags": ["v1.2.2"]}


def test_a_complete_release_may_be_tagged() -> None:
    assert release.problems("1.2.3", **COMPLETE) == []


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"changelog": "## [1.2.3]\n"}, "says nothing of 1.2.3"),
        ({"changelog": "## [11223] - 2026-11-26\n"}, "says nothing of 1.2.3"),
        ({"changelog": "## [Unreleased]\n\n## [1.2.2] - 2026-11-25\n\n- Old\n"}, "says nothing of 1.2.3"),
        ({"status": " M README.md"}, "aren't committed"),
        ({"tags": ["v1.2.3"]}, "exists"),
    ],
)
def test_what_is_missing_is_said(lacking: dict[str, object], said: str) -> None:
    assert said in " ".join(release.problems("1.2.3", **{**COMPLETE, **lacking}))


@pytest.mark.parametrize("lacking", ["cognito_access_token", "pytest_cognito_access_token"])
def test_a_wheel_of_another_version_is_none(lacking: str) -> None:
    wheels = [f"{name}-{'1.2.2' if name == lacking else '1.2.3'}-py3-none-any.whl" for name in release.PACKAGES]
    assert [lacking in problem.split() for problem in release.missing_wheels("1.2.3", wheels)] == [True]


def test_what_is_unreleased_becomes_the_entry_of_the_day() -> None:
    before = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- This\n\n## [1.2.2] - 2026-11-25\n\n- Old\n"
    assert release.problems("1.2.3", **{**COMPLETE, "changelog": before}) == []
    after = release.dated("1.2.3", before, date(2026, 11, 26))
    assert after == before.replace("## [Unreleased]\n", f"## [Unreleased]\n\n{ENTRY}")
    assert release.is_dated("1.2.3", after)
    assert not release.is_dated("1.2.3", before)
