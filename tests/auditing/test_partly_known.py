"""What isn't known yet is neither a pass nor a finding; what is known beside it counts."""

from dataclasses import replace
from itertools import chain
from typing import Any

import pytest

from auditing.audit import Result, Selection, Status, audit
from auditing.checks import BY_ID, CHECKS
from auditing.partly_known import UnknownValueError, guarded
from auditing.pool import DescribedPool
from tests.auditing.pools import FAILING, GOOD, MACHINE, USER_POOL, WEB

LATER = object()


def result_of(check: str, pool: DescribedPool) -> Result:
    return audit(pool, Selection(checks=[BY_ID[check]])).results[0]


def client(**members: Any) -> Any:
    return guarded({**WEB, **members}, "app client web", LATER)


def test_words_without_an_unknown_value_stay_what_they_are() -> None:
    assert guarded(WEB, "app client web", LATER) is WEB


def test_an_unknown_value_can_be_counted_and_not_read() -> None:
    words = guarded({"A": LATER, "B": {"C": [{"D": LATER}, {"D": 1}]}}, "user pool web", LATER)
    assert list(words) == ["A", "B"]
    assert len(words["B"]["C"]) == 2
    assert words["B"]["C"][1]["D"] == 1
    with pytest.raises(UnknownValueError, match=r"^B\.C\.D of user pool web isn't known yet\.$") as caught:
        words["B"]["C"][0].get("D")
    assert caught.value.element is words


def test_a_check_that_reaches_an_unknown_value_says_so() -> None:
    pool = replace(GOOD, pool=guarded({**USER_POOL, "DeletionProtection": LATER}, "user pool", LATER))
    found = result_of("deletion-protection", pool)
    assert (found.status, found.reason) == (
        Status.UNKNOWN,
        "DeletionProtection of user pool isn't known yet.",
    )
    assert {result.status for result in audit(pool).results if result.check.id != "deletion-protection"} == {
        Status.PASSED
    }


def test_an_unknown_value_hides_nothing_that_is_wrong_elsewhere() -> None:
    pool = replace(GOOD, clients=[client(CallbackURLs=LATER), {**WEB, "CallbackURLs": ["http://localhost/"]}])
    found = result_of("callback-localhost", pool)
    assert found.status is Status.FAILED
    assert len(found.findings) == 1
    assert found.reason == "CallbackURLs of app client web isn't known yet."


def test_what_is_unknown_of_an_exemption_makes_the_check_unknown() -> None:
    pool = replace(FAILING["mfa"][0](), clients=[client(SupportedIdentityProviders=LATER)])
    assert result_of("mfa", pool).status is Status.UNKNOWN
    assert result_of("admin-scope", pool).status is Status.PASSED


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_value_that_a_check_reads_can_be_unknown_without_an_error(check) -> None:
    """With nothing known no check passes that finds something otherwise."""

    def all_later(words: Any) -> Any:
        return guarded({**dict.fromkeys(words, LATER), "ClientName": "web"}, "it", LATER)

    pool = FAILING[check.id][0]()
    blank = replace(
        pool,
        pool=all_later(pool.pool),
        mfa=all_later(pool.mfa),
        clients=[all_later({**WEB, **one}) for one in pool.clients],
        risk=[all_later(one) for one in pool.risk],
        providers=[all_later(one) for one in pool.providers],
        groups=[all_later(one) for one in pool.groups],
        identity_pools=[all_later({**one, "AllowClassicFlow": 1}) for one in pool.identity_pools],
        metadata_policies=[all_later(one) for one in pool.metadata_policies],
    )
    known = {"web-acl", "log-delivery"}  # what they read is no structure with members
    assert result_of(check.id, blank).status is (Status.FAILED if check.id in known else Status.UNKNOWN)


def test_no_check_judges_one_client_by_another() -> None:
    """`DescribedPool.without` counts on it."""
    clients = [*chain.from_iterable(make().clients for make, _ in FAILING.values()), WEB, MACHINE]
    named = [{**one, "ClientName": f"c{number}"} for number, one in enumerate(clients)]
    for check in CHECKS:
        if check.needs[0].name != "CLIENTS":
            continue
        together = list(check.find(replace(GOOD, clients=named)))
        alone = [finding for one in named for finding in check.find(replace(GOOD, clients=[one]))]
        assert together == alone, check.id
