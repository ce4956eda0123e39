"""Pulumi is a fake that fails in a given way; Cognito is the one of `test_remains.py`."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from automation.errors import DriverError, StackMissingError
from automation.records.processes import host_name
from automation.stacks import destruction
from automation.stacks.deployment import DeploymentError, StackLockedError
from automation.terminal.console import Console
from tests.automation.records.test_ledger import entry
from tests.automation.stacks.test_orphans import Cognito, pool

POOL = {"type": "aws:cognito/userPool:UserPool"}


@dataclass
class Pulumi:
    """A deployment whose destroy raises these errors, one after the other, and then works."""

    errors: list[Exception] = field(default_factory=list)
    resources: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def destroy(self) -> None:
        self.calls.append("destroy")
        if self.errors:
            raise self.errors.pop(0)

    def remove_stack(self) -> None:
        self.calls.append("remove")

    def let_go(self) -> None:
        self.calls.append("let go")

    def cancel(self) -> None:
        self.calls.append("cancel")

    def state(self) -> dict[str, Any]:
        return {"resources": self.resources}


def destroy(pulumi: Pulumi, cognito: Cognito) -> None:
    connection = SimpleNamespace(patient=lambda service: cognito)
    destruction.destroy(pulumi, connection, entry(), Console(quiet=True))


def locked_by(pid: int) -> StackLockedError:
    error = StackLockedError("locked")
    error.__cause__ = RuntimeError(f"file:///lock.json: created by jane@{host_name()} (pid {pid}) at 2026-01-31")
    return error


def test_a_pool_that_pulumi_never_learned_of_goes_too():
    pulumi, cognito = Pulumi(), Cognito(pool(1))

    destroy(pulumi, cognito)

    assert (pulumi.calls, cognito.pools) == (["destroy", "remove"], {})


def test_without_a_stack_the_pools_are_looked_for_all_the_same():
    pulumi, cognito = Pulumi([StackMissingError("no stack")]), Cognito(pool(1))

    destroy(pulumi, cognito)

    assert (pulumi.calls, cognito.pools) == (["destroy"], {})


def test_where_pulumi_fails_cognito_deletes_and_pulumi_learns_of_it():
    pulumi, cognito = Pulumi([DeploymentError("it has a domain")]), Cognito(pool(1, Domain="webapp12"))

    destroy(pulumi, cognito)

    assert (pulumi.calls, cognito.pools) == (["destroy", "destroy", "remove"], {})


def test_a_state_is_given_up_only_once_all_that_it_knows_is_gone():
    failures = [DeploymentError("crashed"), DeploymentError("crashed again")]
    pulumi = Pulumi([*failures], [POOL])

    destroy(pulumi, Cognito(pool(1)))

    assert pulumi.calls[-1] == "let go"
    outliving = Pulumi([*failures], [POOL, {"type": "aws:iam/role:Role"}])
    with pytest.raises(DriverError, match=r"crashed again.*aws:iam/role:Role"):
        destroy(outliving, Cognito(pool(1)))
    assert "let go" not in outliving.calls


def test_the_lock_of_a_dead_operation_is_taken_and_that_of_a_living_one_waited_for():
    dead, alive = Pulumi([locked_by(2**22 + 1)]), Pulumi([locked_by(1)])

    destroy(dead, Cognito())
    destroy(alive, Cognito())

    assert dead.calls == ["destroy", "cancel", "destroy", "remove"]
    assert alive.calls == ["destroy", "destroy", "remove"]
