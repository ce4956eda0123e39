"""Every check fails one pool and passes another through each of the readers, or the reader says why it can't look."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from auditing.audit import Result, Selection, Status, audit
from auditing.checks import BY_ID
from auditing.pool import DescribedPool
from automation.adoption.description import InexpressibleError
from automation.audits.live_pool import live_pools
from automation.audits.registrations import service_models
from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from policies.judging import Judgement, judge_alone, judge_stack, kinds_judged_alone
from tests.auditing.pools import FAILING, GOOD
from tests.automation.audits.live_pools import Connect, make
from tests.automation.audits.readers import Seen, seen
from tests.automation.tokens.flows.engine_pools import boto
from tests.credentials import CREDENTIALS

pytestmark = pytest.mark.unmeasured

REGISTRATION = "The provider has no argument for dynamic client registration; audit the deployed pool."
METADATA = "The provider has no resource for client metadata policies; audit the deployed pool."
SECRETS = "A configuration doesn't say how old a secret is; audit the deployed pool."
WEB_ACL = "A configuration doesn't say whether a web ACL is associated; audit the deployed pool."
UNSEEN_LIVE = {"web-acl": "The endpoint doesn't support GetWebACLForResource, so there is nothing to look at."}
"""Of the local engine, which has no AWS WAF."""
UNSEEN_IN_PROGRAMS = {
    "open-client-registration": REGISTRATION,
    "client-metadata-wildcards": METADATA,
    "old-secrets": SECRETS,
}
UNSEEN_IN_CONFIGURATIONS = {
    "old-secrets": SECRETS,
    "web-acl": WEB_ACL,
}
MODELS = service_models()
Look = Callable[[str], Seen]


@pytest.fixture(scope="module")
def connect() -> Iterator[Connect]:
    with EngineThread(EngineSettings(CREDENTIALS)) as engine:
        yield lambda service: boto(service, engine.endpoint_url)


@pytest.fixture(scope="module")
def look(connect: Connect) -> Look:
    """Gives the pool that fails a check, and with no check the one that passes all; each is made once."""
    found: dict[str, Seen] = {}

    def look(check: str) -> Seen:
        if check not in found:
            found[check] = seen(FAILING[check][0]() if check else GOOD, connect)
        return found[check]

    return look


def result_of(check: str, pool: DescribedPool) -> Result:
    return audit(pool, Selection(checks=[BY_ID[check]])).results[0]


def insist(check: str, good: Result, bad: Result, unseen: Mapping[str, str]) -> None:
    """A pass and a failure at the right place; neither where the reader can't look."""
    if check in unseen:
        assert {(one.status, one.reason) for one in (good, bad)} == {(Status.UNSEEN, unseen[check])}
        return
    assert (good.status, good.reason) == (Status.PASSED, "")
    assert (bad.status, [finding.where for finding in bad.findings]) == (Status.FAILED, [FAILING[check][1]])


@pytest.mark.slow
@pytest.mark.parametrize("check", BY_ID)
def test_a_live_pool(look: Look, check: str) -> None:
    insist(check, result_of(check, look("").live), result_of(check, look(check).live), UNSEEN_LIVE)


@pytest.mark.parametrize("check", BY_ID)
def test_a_configuration(look: Look, check: str) -> None:
    good, bad = look("").configured, look(check).configured
    assert isinstance(good, DescribedPool)
    if isinstance(bad, InexpressibleError):
        assert check == "open-client-registration"
        assert all("DcrConfiguration" in reason for reason in bad.reasons)
        bad = good  # a configuration says nothing of it
    insist(check, result_of(check, good), result_of(check, bad), UNSEEN_IN_CONFIGURATIONS)


@pytest.mark.parametrize("check", BY_ID)
def test_a_preview_as_the_policy_pack_reads_it(look: Look, check: str) -> None:
    good, bad = (judged(check, look(name)) for name in ("", check))
    if check in UNSEEN_IN_PROGRAMS:
        assert good == bad == [Judgement(not_applicable=UNSEEN_IN_PROGRAMS[check])]
        return
    assert good
    assert all(one == Judgement([], []) for one in good)
    if check == "web-acl":  # without an association nobody knows whether there is one elsewhere
        assert bad == [Judgement(not_applicable=WEB_ACL)]
        return
    assert [violation.text.partition(":")[0] for one in bad for violation in one.violations] == [FAILING[check][1]]
    assert not any(one.unknown for one in bad)


def judged(check: str, pool: Seen) -> list[Judgement]:
    """What the pack says of the stack, or of each resource that is judged by itself."""
    kinds = kinds_judged_alone(BY_ID[check])
    if not kinds:
        return [judge_stack(BY_ID[check], pool.resources, (), MODELS)]
    return [judge_alone(BY_ID[check], one, (), MODELS) for one in pool.resources if one.kind in kinds]


class Firewall:
    """AWS WAF, in which each pool has the same web ACL, or none."""

    def __init__(self, model: Any, acl: str) -> None:
        self.meta = model
        self._answer = {"WebACL": {"ARN": acl}} if acl else {}

    def get_web_acl_for_resource(self, **_parameters: Any) -> Any:
        return self._answer


@pytest.mark.parametrize(("acl", "status"), [(GOOD.web_acl, Status.PASSED), ("", Status.FAILED)])
def test_a_live_pools_web_acl_where_there_is_aws_waf(connect: Connect, acl: str, status: Status) -> None:
    def with_firewall(service: str) -> Any:
        client = connect(service)
        return Firewall(client.meta, acl) if service == "wafv2" else client

    pool = live_pools(with_firewall, unlimited=True).describe(make(GOOD, connect))
    assert result_of("web-acl", pool).status is status
