"""A check's report in its forms; none shows a token."""

import xml.etree.ElementTree as ET

import pytest

from automation.backends.address import parse_address
from automation.backends.checking import Report, Result
from automation.backends.probe import Answer, Probe
from automation.backends.reports import rows, summary, to_json, to_junit

PROBE = Probe(parse_address("http://127.0.0.1:8000/me"))
REFUSED = Result("expired", "It expired", "refused", Answer(401))
LET_IN = Result("alg-none", 'It says "none" & more', "let in", Answer(200))
SILENT = Result("jku", "Its header says where", "unclear", Answer(None, "didn't respond within 10s (--timeout)"))


@pytest.fixture
def report() -> Report:
    return Report(PROBE, 200, (REFUSED, LET_IN, SILENT))


def test_json_names_what_got_in_and_what_stayed_unclear(report: Report):
    found = to_json(report)
    assert found["passed"] is False
    assert (found["let_in"], found["unclear"]) == (["alg-none"], ["jku"])
    assert found["results"][0] == {"name": "expired", "result": "refused", "status": 401, "reason": "It expired"}
    assert found["results"][2]["problem"].startswith("didn't respond")
    assert found["url"] == "http://127.0.0.1:8000/me"


def test_junit_has_a_case_for_each_a_failure_and_an_error(report: Report):
    suite = ET.fromstring(to_junit(report))[0]
    assert {name: suite.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "3",
        "failures": "1",
        "errors": "1",
    }
    cases = {case.get("name"): [child.tag for child in case] for case in suite}
    assert cases == {"expired": [], "alg-none": ["failure"], "jku": ["error"]}
    assert '"none" & more' in str(suite[1][0].get("message"))


def test_the_summary_names_them(report: Report):
    assert "1 of 3 hostile tokens got in: alg-none." in summary(report)
    assert "jku (didn't respond within 10s (--timeout))" in summary(report)
    assert summary(Report(PROBE, 200, (REFUSED,))) == "All 1 hostile tokens were refused, and the good one got in."


def test_rows_have_the_reason(report: Report):
    assert rows(report)[1] == {
        "name": "alg-none",
        "result": "let in",
        "status": 200,
        "why it must be refused": 'It says "none" & more',
    }
