"""Reports hold what was found, whatever their form, and are what other programs take them for."""

import json
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator

from auditing.audit import Accepted, Report, Selection, audit
from auditing.checks import BY_ID, CHECKS
from auditing.pool import Absence, Part
from auditing.reports.document import Document
from auditing.reports.html import HtmlPage
from auditing.reports.json_object import COLUMNS, JsonList, JsonObject, described, rows, to_json
from auditing.reports.junit import JUnit
from auditing.reports.sarif import Sarif
from auditing.reports.table import Table, explained, to_list, to_table
from tests.auditing.pools import FAILING, GOOD, pool_with

SELECTION = Selection(skipped={"tags": "a <test> pool"}, accepted=[Accepted("plan", "too dear")])
POOL = replace(
    pool_with("UserPoolTier", value="ESSENTIALS"),
    mfa={"MfaConfiguration": "OFF"},
    absent={
        Part.RISK: Absence("DescribeRiskConfiguration isn't allowed.", refused=True),
        Part.WEB_ACL: Absence("It doesn't say whether there is a web ACL.", refused=False),
    },
)
REPORT = audit(POOL, SELECTION)
FORMS: dict[str, Callable[[], Document]] = {
    "table": Table,
    "json": JsonList,
    "junit": JUnit,
    "html": HtmlPage,
    "sarif": lambda: Sarif("1.0.0"),
}


def written(document: Document, *reports: Report, incomplete: str = "") -> str:
    """The whole document."""
    return "".join([document.beginning(), *map(document.of, reports), *document.ending(incomplete)])


def sarif(*reports: Report, incomplete: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(Sarif("1.0.0"), *reports, incomplete=incomplete))
    return found


def test_a_table_has_the_worst_first_and_says_what_is_unknown_accepted_and_skipped() -> None:
    lines = to_table(REPORT).splitlines()
    assert lines[0] == "Audit of us-east-1_a1B2c3D4e"
    assert lines[1].split()[:2] == ["high", "mfa"]
    assert any("unknown" in line and "DescribeRiskConfiguration" in line for line in lines)
    assert any("unseen" in line and "web-acl (medium): It doesn't say" in line for line in lines)
    assert any("accepted" in line and "Reason: too dear" in line for line in lines)
    assert any("skipped" in line and "a <test> pool" in line for line in lines)
    assert lines[-1].strip().startswith("2 failed, 3 unknown, 1 accepted, 1 unseen, 1 skipped, ")


def test_json_counts_every_check_once() -> None:
    found = to_json(REPORT)
    assert sum(found["counts"].values()) == len(CHECKS) == len(found["results"])
    assert json.loads(json.dumps(found)) == found
    mfa = next(result for result in found["results"] if result["check"] == "mfa")
    assert mfa["findings"][0]["where"] == "user pool"


def test_rows_name_every_check() -> None:
    found = list(rows(REPORT))
    assert {row[COLUMNS.index("check")] for row in found} == set(BY_ID)
    assert {len(row) for row in found} == {len(COLUMNS)}


def test_junit_has_failures_errors_and_skipped_cases() -> None:
    suite = ET.fromstring(written(JUnit(), REPORT).encode())[0]
    assert (suite.get("failures"), suite.get("errors"), suite.get("tests")) == ("2", "3", str(len(CHECKS)))
    counted = {tag: len(suite.findall(f"testcase/{tag}")) for tag in ("failure", "error", "skipped")}
    assert counted == {
        name: int(suite.get(attribute) or "")
        for name, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped"))
    }


def test_html_escapes_and_loads_nothing() -> None:
    class Seen(HTMLParser):
        loads: list[str]

        def __init__(self) -> None:
            super().__init__()
            self.loads, self.words = [], ""

        def handle_starttag(self, tag, attrs) -> None:
            self.loads += [name for name, _ in attrs if name in {"src", "background"}] + [tag] * (
                tag in {"link", "script"}
            )

        def handle_data(self, data) -> None:
            self.words += data

    page = written(HtmlPage(), REPORT)
    seen = Seen()
    seen.feed(page)
    assert seen.loads == []
    assert "<test>" not in page
    assert "a <test> pool" in seen.words


def test_sarif_has_a_result_for_each_finding_and_says_what_it_couldnt_see() -> None:
    run = sarif(REPORT)["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == list(BY_ID)
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert {result["ruleId"]: result["level"] for result in run["results"]} == {
        "mfa": "error", "mfa-required": "note", "plan": "note",
    }  # fmt: skip
    assert [result["suppressions"] for result in run["results"] if "suppressions" in result] == [
        [{"kind": "external", "justification": "too dear"}]
    ]
    assert not run["invocations"][0]["executionSuccessful"]
    said = run["invocations"][0]["toolExecutionNotifications"]
    assert sorted((one["level"], one["associatedRule"]["id"]) for one in said) == [
        ("error", "compromised-credentials"),
        ("error", "high-risk-sign-ins"),
        ("error", "risky-sign-ins"),
        ("note", "web-acl"),
    ]


def test_sarif_of_an_audit_that_had_nothing_to_go_by_for_a_check_is_a_success() -> None:
    unseen = replace(GOOD, absent={Part.WEB_ACL: POOL.absent[Part.WEB_ACL]})
    invocation = sarif(audit(unseen))["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"]
    assert [note["level"] for note in invocation["toolExecutionNotifications"]] == ["note"]


@pytest.mark.parametrize("reports", [[], [REPORT], [audit(make()) for make, _ in FAILING.values()]])
def test_sarif_is_as_its_schema_says(reports) -> None:
    schema = json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text(encoding="utf-8"))
    Draft4Validator(schema).validate(sarif(*reports))
    Draft4Validator(schema).validate(sarif(*reports, incomplete="SIGINT ended it."))


def test_sarif_of_a_pool_that_could_be_read_is_successful() -> None:
    assert sarif(audit(GOOD))["runs"][0]["invocations"] == [
        {"executionSuccessful": True, "toolExecutionNotifications": []}
    ]


def test_sarif_of_some_pools_only_is_no_success_and_says_why() -> None:
    invocation = sarif(audit(GOOD), incomplete="SIGINT ended it.")["runs"][0]["invocations"][0]
    assert not invocation["executionSuccessful"]
    assert [note["message"]["text"] for note in invocation["toolExecutionNotifications"]] == ["SIGINT ended it."]


def test_json_of_many_is_a_list_that_ends_with_what_is_missing() -> None:
    assert json.loads(written(JsonList())) == []
    assert json.loads(written(JsonList(), REPORT, REPORT)) == [to_json(REPORT)] * 2
    assert json.loads(written(JsonList(), REPORT, incomplete="too soon"))[-1]["error"]["text"] == "too soon"
    assert json.loads(written(JsonList(), incomplete="too soon")) == [
        {"error": {"code": "incomplete", "text": "too soon"}}
    ]
    assert json.loads(written(JsonObject(), REPORT)) == to_json(REPORT)


def test_junit_of_some_pools_only_has_an_error() -> None:
    root = ET.fromstring(written(JUnit(), REPORT, incomplete="a <pool> went").encode())
    assert [suite.get("name") for suite in root] == [REPORT.pool, "audit"]
    found = root[-1].find("testcase/error")
    assert found is not None
    assert found.get("message") == "a <pool> went"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_that_pools_are_missing(form: str) -> None:
    assert "SIGINT ended it." in written(FORMS[form](), REPORT, incomplete="SIGINT ended it.")
    assert "SIGINT" not in written(FORMS[form](), REPORT)


def test_an_explanation_has_all_that_there_is_to_say() -> None:
    check = BY_ID["mfa"]
    text = explained(check)
    for part in (check.title, check.why, check.documentation, check.fix.configuration, check.fix.aws, "Cognito.5"):
        assert part in text
    assert described(check)["answers"]["AWS Security Hub"] == ["Cognito.5"]


def test_the_list_has_a_line_for_each_check() -> None:
    assert [line.split()[0] for line in to_list(CHECKS).splitlines()] == list(BY_ID)
