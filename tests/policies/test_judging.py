"""What checks say of resources that any program makes, in plain dictionaries: no engine, no policy SDK, no server."""

from typing import Any

import pytest

from auditing.audit import Accepted
from auditing.checks import BY_ID, CHECKS
from automation.audits.registrations import LATER, service_models
from policies.judging import Judgement, judge_alone, judge_stack, kinds_judged_alone
from policies.registered import Registered
from tests.policies.stacks import KINDS, resource, urn

MODELS = service_models()
SHORT = {"passwordPolicy": {"minimumLength": 8.0}}
LOCAL = {"callbackUrls": ["http://localhost:3000/"]}
FEDERATED = {"supportedIdentityProviders": ["Company"], "allowedOauthFlowsUserPoolClient": True}
PROTECTED = {
    "userPoolTier": "PLUS",
    "userPoolAddOns": {"advancedSecurityMode": "ENFORCED"},
}
BLOCKING = {"compromisedCredentialsRiskConfiguration": {"actions": {"eventAction": "BLOCK"}}}


def stack(check: str, *resources: Registered, accepted: Any = ()) -> Judgement:
    return judge_stack(BY_ID[check], resources, accepted, MODELS)


def alone(check: str, one: Registered, accepted: Any = ()) -> Judgement:
    return judge_alone(BY_ID[check], one, accepted, MODELS)


def test_a_violation_says_what_is_so_why_and_where_it_is_written_at_its_resource() -> None:
    (found,) = stack("password-length", resource("pool", "web", SHORT)).violations
    check = BY_ID["password-length"]
    assert found.urn == urn("pool", "web")
    assert found.text == (
        "user pool: Passwords of 8 characters are accepted; the minimum should be 14.\n"
        f"{check.why}\n{check.documentation}"
    )


def test_what_a_program_leaves_out_is_cognitos_default_and_no_unknown_value() -> None:
    judgement = stack("password-length", resource("pool", "web", {}))
    assert "8 characters" in judgement.violations[0].text
    assert not judgement.unknown


@pytest.mark.parametrize("policy", [LATER, {"minimumLength": LATER}])
def test_an_unknown_value_is_no_violation_and_no_pass(policy: Any) -> None:
    judgement = stack("password-length", resource("pool", "web", {"passwordPolicy": policy}))
    assert not judgement.violations
    (reason,) = judgement.unknown
    assert reason.startswith("Policies.PasswordPolicy")
    assert reason.endswith("of user pool web isn't known yet.")


def test_a_client_is_judged_by_itself_before_it_is_made() -> None:
    client = resource("client", "shop", LOCAL, of="web")
    assert KINDS["client"] in kinds_judged_alone(BY_ID["callback-localhost"])
    (found,) = alone("callback-localhost", client).violations
    assert found.text.startswith("app client shop: Codes are sent to whatever runs on the user's own machine")
    unknown = alone("callback-localhost", resource("client", "shop", {"callbackUrls": LATER}, of="web"))
    assert (unknown.violations, unknown.unknown) == ([], ["CallbackURLs of app client shop isn't known yet."])


def test_findings_name_a_resource_as_the_program_does() -> None:
    client = resource("client", "shop", {**LOCAL, "name": "shop-1a2b3c4"}, of="web")
    assert alone("callback-localhost", client).violations[0].text.startswith("app client shop:")
    accepted = Accepted("callback-localhost", "a demo", where="app client shop", pool="shop")
    assert not alone("callback-localhost", client, [accepted]).violations


@pytest.mark.parametrize(
    ("accepted", "left"),
    [
        (Accepted("password-length", "a legacy app", pool="old"), ["web"]),
        (Accepted("password-length", "a legacy app", where="user pool"), []),
        (Accepted("password-length", "a legacy app", where="app client shop"), ["old", "web"]),
    ],
)
def test_what_is_accepted_is_no_violation(accepted: Accepted, left: list[str]) -> None:
    pools = [resource("pool", "old", SHORT), resource("pool", "web", SHORT)]
    found = stack("password-length", *pools, accepted=[accepted]).violations
    assert [violation.urn for violation in found] == [urn("pool", name) for name in left]


def test_a_client_of_one_pool_exempts_no_other() -> None:
    pools = [resource("pool", name, SHORT) for name in ("web", "staff")]
    desk = resource("client", "desk", FEDERATED, of="staff")
    assert [one.urn for one in stack("password-length", *pools, desk).violations] == [urn("pool", "web")]


def test_a_client_is_its_pools_by_a_known_id_too() -> None:
    pool = resource("pool", "staff", SHORT, outputs={"id": "us-east-1_a"})
    desk = resource("client", "desk", {**FEDERATED, "userPoolId": "us-east-1_a"})
    other = resource("client", "other", {**FEDERATED, "userPoolId": "us-east-1_b"})
    assert stack("password-length", pool, desk).not_applicable
    assert stack("password-length", pool, other).violations


def test_while_it_isnt_known_whose_a_client_is_nothing_that_depends_on_it_is_said() -> None:
    pool = resource("pool", "web", SHORT)
    judgement = stack("password-length", pool, resource("client", "desk", {**FEDERATED, "userPoolId": LATER}))
    assert not judgement.violations
    assert judgement.unknown == ["Whether the UserPoolClient desk belongs to it isn't known yet."]


def test_a_risk_configuration_of_a_client_is_that_clients() -> None:
    pool = resource("pool", "web", PROTECTED)
    client = resource("client", "shop", {}, of="web")
    of_pool = resource("risk", "pool", BLOCKING, of="web")
    lax = {"compromisedCredentialsRiskConfiguration": {"actions": {"eventAction": "NO_ACTION"}}, "clientId": LATER}
    of_client = resource("risk", "lax", lax, of="web")
    of_client = Registered(
        of_client.kind,
        of_client.name,
        of_client.urn,
        of_client.inputs,
        depends_on={**of_client.depends_on, "clientId": [client.urn]},
    )
    assert not stack("compromised-credentials", pool, client, of_pool).violations
    (found,) = stack("compromised-credentials", pool, client, of_pool, of_client).violations
    assert (found.urn, found.text.partition(":")[0]) == (client.urn, "app client shop")


def test_a_web_acl_that_the_stack_associates_is_seen_and_none_is_no_finding() -> None:
    pool = resource("pool", "web", {})
    association = resource("acl", "wall", {"webAclArn": LATER}, of="web")
    assert stack("web-acl", pool).not_applicable == (
        "A configuration doesn't say whether a web ACL is associated; audit the deployed pool."
    )
    assert stack("web-acl", pool, association) == Judgement([], [])
    balancer = resource("acl", "balancer", {"webAclArn": "a", "resourceArn": LATER})
    assert stack("web-acl", pool, balancer).not_applicable


def test_what_another_service_set_of_its_client_isnt_known() -> None:
    client = resource("managed client", "search", {"namePrefix": "AmazonOpenSearch", "callbackUrls": []}, of="web")
    assert not alone("callback-localhost", client).unknown
    assert alone("refresh-token-rotation", client).unknown == [
        "RefreshTokenRotation of app client search isn't known yet."
    ]


def test_an_identity_pool_with_guests_is_found_without_any_user_pool() -> None:
    pool = resource("identity pool", "visitors", {"allowUnauthenticatedIdentities": True})
    assert alone("guests", pool).violations[0].urn == pool.urn


def test_a_stack_without_a_user_pool_is_not_what_a_check_is_for() -> None:
    judgement = stack("password-length", resource("client", "shop", LOCAL, of="web"))
    assert judgement.not_applicable == "The stack has no user pool."


def test_every_check_is_judged_in_one_of_the_two_ways() -> None:
    by_itself = {check.id for check in CHECKS if kinds_judged_alone(check)}
    assert {"callback-localhost", "guests", "group-roles", "mapped-attributes", "deletion-protection"} <= by_itself
    assert not {"mfa", "password-length", "log-delivery", "high-risk-sign-ins"} & by_itself
