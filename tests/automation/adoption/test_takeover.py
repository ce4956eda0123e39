"""The proof that an adoption changes nothing."""

from types import SimpleNamespace
from typing import Any

import pytest

from automation.adoption.takeover import NotUnchangedError, take_over

CLIENT = "cognito-auth-client-My web app - x1y2z3"
RESOURCES = {"cognito-auth-user-pool": "us-east-1_abc", CLIENT: "us-east-1_abc/7kq3"}


class FakeDeployment:
    """Plans the steps that it is given, one list after the other."""

    def __init__(self, *plans: list[tuple[str, str, tuple[str, ...]]]) -> None:
        self._plans = list(plans)
        self.calls: list[str] = []

    def planned(self, **_options: Any) -> list[tuple[str, str, tuple[str, ...]]]:
        return self._plans.pop(0)

    def create_stack(self) -> None:
        self.calls.append("create")

    def up(self, tags: Any) -> None:
        self.calls.append("up")

    def remove_stack(self, *, force: bool) -> None:
        self.calls.append("remove")


def kept(deployment: FakeDeployment) -> Any:
    return SimpleNamespace(deployment=deployment, workspace=SimpleNamespace(name="local-by-hand"))


IMPORTS = [("import", f"aws:cognito/thing:Thing {name}", ()) for name in RESOURCES]


def test_a_client_with_blanks_in_its_name_is_imported() -> None:
    deployment = FakeDeployment(IMPORTS, [])
    assert take_over(kept(deployment), RESOURCES) == 2
    assert deployment.calls == ["create", "up"]


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ([[IMPORTS[0]]], f"{CLIENT} would not be imported"),
        ([[*IMPORTS, ("update", f"aws:cognito/thing:Thing {CLIENT}", ("name",))]], f"update .*{CLIENT}: name"),
        ([IMPORTS, [IMPORTS[1]]], f"{CLIENT} would be imported again"),
    ],
    ids=["left out", "changed", "imported twice"],
)
def test_a_step_that_does_anything_else_ends_the_adoption(plans: list[Any], words: str) -> None:
    deployment = FakeDeployment(*plans)
    with pytest.raises(NotUnchangedError, match=words):
        take_over(kept(deployment), RESOURCES)
    assert deployment.calls[-1] == "remove"
