"""`audit` from its words on, over a configuration, and what its options refuse."""

import json
from collections.abc import Collection
from io import StringIO
from pathlib import Path
from threading import Event

import pytest

from auditing.audit import Report, Selection
from auditing.check import Severity
from auditing.pool import DescribedPool, Part
from automation.audits.live_pool import LivePools, PoolGoneError
from automation.cli.command_line import parse
from automation.cli.context import Context
from automation.commands import audit
from automation.errors import DriverError, UsageError
from automation.terminal.console import Console
from automation.terminal.signals import Signals
from tests.auditing.pools import GOOD
from tests.automation.driver import Driver

ROOT = Path(__file__).resolve().parents[3]


def context_of(words: list[str], stdout: StringIO, stderr: StringIO) -> Context:
    return Context(
        root=ROOT,
        arguments=parse(["audit", *words]),
        console=Console(stream=stderr),
        stdin=StringIO(),
        stdout=stdout,
        signals=Signals(),
        variables={},
        run_command_line=lambda _words: 0,
    )


def audited(*words: str) -> tuple[int, str]:
    stdout = StringIO()
    return audit.run(context_of(list(words), stdout, StringIO())), stdout.getvalue()


def test_a_configuration_is_audited_and_the_threshold_decides_the_exit_code() -> None:
    code, text = audited("--configuration")
    assert code == 1
    assert text.startswith("Audit of Pulumi.dev.yaml\n  high      mfa  ")
    assert audited("--configuration", "--fail-on", "critical")[0] == 0


def test_what_the_production_profile_excepts_is_accepted_with_its_reason() -> None:
    code, text = audited("--configuration", "--stack", "prod", "--fail-on", "medium")
    assert code == 0
    assert "  accepted  self-registration  user pool: Anybody on the internet can create an account. Reason: " in text


def test_json_of_one_pool_is_an_object() -> None:
    code, text = audited("--configuration", "-o", "json", "--only", "mfa", "--skip", "mfa=a demonstration")
    assert code == 0
    found = json.loads(text)
    assert (found["pool"], [result["status"] for result in found["results"]]) == ("Pulumi.dev.yaml", ["skipped"])


@pytest.mark.parametrize("form", ["csv", "html", "junit", "sarif"])
def test_every_form_names_what_is_wrong(form: str) -> None:
    code, text = audited("--configuration", "-o", form)
    assert code == 1
    assert "password-length" in text


def test_explaining_looks_at_no_pool() -> None:
    code, text = audited("--explain", "guests")
    assert code == 0
    assert "CKV_AWS_366" in text
    assert json.loads(audited("--explain", "guests", "-o", "json")[1])["severity"] == "high"
    assert len(audited("--list")[1].splitlines()) == len(json.loads(audited("--list", "-o", "json")[1]))


@pytest.mark.parametrize(
    "words",
    [
        ("us-east-1_a1B2c3D4e", "--all"),
        ("--all", "--configuration"),
        ("not-a-pool",),
        ("eu-west-1_a1B2c3D4e", "--region", "us-east-1"),
        ("--list", "-o", "csv"),
        ("--explain", "nothing"),
    ],
)
def test_what_contradicts_itself_is_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        audited(*words)


class Pools:
    """Two pools, one of which goes before it is read."""

    def ids(self) -> list[str]:
        return ["us-east-1_gone", GOOD.name]

    def describe(self, pool_id: str, _parts: Collection[Part]) -> DescribedPool:
        if pool_id != GOOD.name:
            raise PoolGoneError(f"There is no user pool {pool_id}.")
        return GOOD


def test_of_all_pools_one_that_goes_meanwhile_is_said_and_left_out() -> None:
    said = StringIO()
    context = context_of(["--all"], StringIO(), said)
    reports = list(audit._all(context, Pools(), Selection()))
    assert [report.pool for report in reports] == [GOOD.name]
    assert "us-east-1_gone. It was deleted during the audit" in said.getvalue()


def test_a_failure_in_the_middle_is_the_last_element_of_the_one_list(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def describe(_self: LivePools, pool_id: str, _parts: Collection[Part]) -> DescribedPool:
        if pool_id == broken:
            assert reached_the_printer.wait(60)
            raise DriverError("nobody answers")
        return GOOD

    def fails(_self: Report, _threshold: Severity) -> bool:
        reached_the_printer.set()
        return False

    cognito, reached_the_printer = driver.cognito(), Event()
    broken, _whole = (cognito.create_user_pool(PoolName=name)["UserPool"]["Id"] for name in ("broken", "whole"))
    monkeypatch.setattr(LivePools, "describe", describe)
    monkeypatch.setattr(Report, "fails", fails)
    ran = driver.run("audit", "--all", "-o", "json")
    *pools, ending = json.loads(ran.stdout)
    assert ran.code == 1
    assert ending["error"]["text"] == "The audit failed before the last pool. nobody answers"
    assert {one["pool"] for one in pools} == {GOOD.name}
