"""What an audit runs, what it can't know, and what it accepts."""

from dataclasses import replace

from auditing.audit import Accepted, Selection, Status, audit
from auditing.check import Severity
from auditing.checks import BY_ID
from auditing.pool import Absence, Part
from tests.auditing.pools import FAILING, GOOD

BAD = FAILING["mfa"][0]()


def test_a_part_that_was_refused_is_unknown_and_never_a_pass() -> None:
    refused = Absence("DescribeRiskConfiguration isn't allowed, so its risk configuration is unknown.", refused=True)
    report = audit(replace(GOOD, absent={Part.RISK: refused}))
    unknown = [result.check.id for result in report.of(Status.UNKNOWN)]
    assert sorted(unknown) == ["compromised-credentials", "high-risk-sign-ins", "risky-sign-ins"]
    assert all(result.reason == refused.reason for result in report.of(Status.UNKNOWN))
    assert report.fails(Severity.MEDIUM)
    assert not report.fails(Severity.HIGH)


def test_what_a_description_has_no_words_for_is_unseen_and_no_pass() -> None:
    report = audit(replace(GOOD, web_acl="", absent={Part.WEB_ACL: Absence("It isn't said.", refused=False)}))
    found = next(result for result in report.results if result.check.id == "web-acl")
    assert (found.status, found.reason) == (Status.UNSEEN, "It isn't said.")
    assert not report.fails(Severity.LOW)


def test_the_threshold_decides_what_fails() -> None:
    report = audit(BAD)
    assert report.fails(Severity.HIGH)
    assert not report.fails(Severity.CRITICAL)


def test_a_skipped_check_says_why() -> None:
    report = audit(BAD, Selection(skipped={"mfa": "an older app can't"}))
    found = next(result for result in report.results if result.check.id == "mfa")
    assert (found.status, found.reason, found.findings) == (Status.SKIPPED, "an older app can't", ())


def test_only_what_is_selected_runs() -> None:
    report = audit(BAD, Selection(checks=[BY_ID["tags"]]))
    assert [result.check.id for result in report.results] == ["tags"]


def test_a_baseline_accepts_one_finding_and_no_other() -> None:
    accepted = Accepted("token-revocation", "a legacy app", where="app client web")
    revoking = FAILING["token-revocation"][0]()
    assert next(audit(revoking, Selection(accepted=[accepted])).of(Status.ACCEPTED)).accepted[0][1] == "a legacy app"
    other = replace(revoking, clients=[*revoking.clients, {**revoking.clients[0], "ClientName": "app"}])
    report = audit(other, Selection(accepted=[accepted]))
    failed = next(report.of(Status.FAILED))
    assert [finding.where for finding in failed.findings] == ["app client app"]
    assert len(failed.accepted) == 1


def test_a_baseline_of_another_pool_accepts_nothing() -> None:
    report = audit(BAD, Selection(accepted=[Accepted("mfa", "because", pool="us-east-1_other")]))
    assert report.fails(Severity.HIGH)
