"""What stands in the way of a release."""

import sys
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
WHEELS = ["cognito_access_token-1.2.3-py3-none-any.whl", "pytest_cognito_access_token-1.2.3-py3-none-any.whl"]
COMPLETE = {
    "changelog": "# Changelog\n\n## [1.2.3] - 2026-11-26\n",
    "status": "",
    "tags": ["v1.2.2"],
    "wheels": WHEELS,
}


def test_a_complete_release_may_be_tagged() -> None:
    assert release.problems("1.2.3", **COMPLETE) == []


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"changelog": "## [1.2.3]\n"}, "no dated entry"),
        ({"changelog": "## [11223] - 2026-11-26\n"}, "no dated entry"),
        ({"status": " M README.md"}, "aren't committed"),
        ({"tags": ["v1.2.3"]}, "exists"),
        ({"wheels": WHEELS[1:]}, "no wheel of cognito_access_token"),
        ({"wheels": [name.replace("1.2.3", "1.2.2") for name in WHEELS]}, "no wheel of pytest_cognito_access_token"),
    ],
)
def test_what_is_missing_is_said(lacking: dict[str, object], said: str) -> None:
    assert said in " ".join(release.problems("1.2.3", **{**COMPLETE, **lacking}))
