"""What docs/fidelity.md says of the engine."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from cognito_model.model import USER_POOLS
from local.cognito.api.refused import REFUSED

NOT_KNOWN: set[str] = set()
"""Operations of the models that the engine doesn't answer. It stays empty: what can't be true is refused."""


def load() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "generate_fidelity.py"
    spec = spec_from_file_location("generate_fidelity", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["generate_fidelity"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate_fidelity = load()


def test_the_page_is_current() -> None:
    """Mend it with `make docs`."""
    assert generate_fidelity.PAGE.read_text(encoding="utf-8") == generate_fidelity.page()


def test_every_operation_of_the_models_is_answered_or_refused_by_name() -> None:
    assert set(generate_fidelity.unanswered()) == NOT_KNOWN


@pytest.mark.parametrize("operation", REFUSED)
def test_what_is_refused_by_name_is_said_so(operation: str) -> None:
    assert generate_fidelity.standing_of(USER_POOLS, operation).state == "refused"


def test_a_setting_that_nothing_acts_on_is_told_from_one_that_has_an_effect() -> None:
    standing = generate_fidelity.standing_of(USER_POOLS, "CreateUserPool")
    assert "KeyConfiguration" in standing.kept
    assert {"MfaConfiguration", "LambdaConfig.PreSignUp", "DeletionProtection"} <= set(standing.effective)


def test_a_member_that_no_code_reads_is_without_effect() -> None:
    standing = generate_fidelity.standing_of(USER_POOLS, "SignUp")
    assert "AnalyticsMetadata" in standing.ignored
    assert "UserAttributes" in standing.effective
