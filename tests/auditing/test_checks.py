"""Each check has a pool that passes it and one that fails it; and what a check says of itself is whole."""

import re
from dataclasses import replace

import pytest

from auditing.audit import Status, audit
from auditing.check import TOOLS
from auditing.checks import BY_ID, CHECKS
from auditing.pool import DescribedPool
from tests.auditing.pools import FAILING, GOOD, WEB, client_with, pool_with, public


def status_of(check: str, pool: DescribedPool) -> Status:
    return next(result.status for result in audit(pool).results if result.check.id == check)


def test_every_check_has_a_failing_pool() -> None:
    assert set(FAILING) == set(BY_ID)
    assert len(BY_ID) == len(CHECKS)


@pytest.mark.parametrize("check", BY_ID)
def test_a_good_pool_passes(check: str) -> None:
    assert status_of(check, GOOD) is Status.PASSED


@pytest.mark.parametrize("check", FAILING)
def test_a_bad_pool_fails_where_it_is_bad(check: str) -> None:
    make, where = FAILING[check]
    result = next(result for result in audit(make()).results if result.check.id == check)
    assert result.status is Status.FAILED
    assert [finding.where for finding in result.findings] == [where]
    assert all(finding.text.endswith(".") for finding in result.findings)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_says_why_where_it_is_written_and_how_to_fix_it(check) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.id)
    assert len(re.findall(r"[.](?= |$)", check.why)) == 2, "two sentences"
    assert check.documentation.startswith("https://")
    assert check.fix.aws.startswith("aws ")
    assert check.needs
    assert set(check.answers) <= set(TOOLS)


def test_users_without_passwords_need_no_second_factor() -> None:
    pool = pool_with("Policies", "SignInPolicy", value={"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]})
    assert status_of("mfa", replace(pool, mfa={"MfaConfiguration": "OFF"})) is Status.NOT_APPLICABLE


def test_where_everybody_signs_in_elsewhere_passwords_dont_matter() -> None:
    pool = replace(GOOD, clients=[{**WEB, "SupportedIdentityProviders": ["Company"]}], mfa={})
    assert {status_of(check, pool) for check in ("mfa", "password-length", "threat-protection")} == {
        Status.NOT_APPLICABLE
    }


def test_without_custom_sign_in_its_protection_doesnt_matter() -> None:
    pool = pool_with("LambdaConfig", value={})
    assert status_of("threat-protection-of-custom-sign-in", pool) is Status.NOT_APPLICABLE


def test_what_a_protection_that_is_off_would_do_doesnt_matter() -> None:
    pool = replace(pool_with("UserPoolAddOns", value={}), risk=[])
    assert status_of("high-risk-sign-ins", pool) is Status.NOT_APPLICABLE


def test_a_clients_own_reactions_are_judged_too() -> None:
    own = {"ClientId": "web1", "CompromisedCredentialsRiskConfiguration": {"Actions": {"EventAction": "NO_ACTION"}}}
    results = audit(replace(GOOD, risk=[*GOOD.risk, own])).results
    found = next(result for result in results if result.check.id == "compromised-credentials")
    assert [finding.where for finding in found.findings] == ["app client web"]


def test_a_rotating_token_of_a_public_client_passes() -> None:
    assert status_of("refresh-token-rotation", public(RefreshTokenRotation={"Feature": "ENABLED"})) is Status.PASSED


def test_a_custom_scheme_without_a_secret_or_the_implicit_grant_passes() -> None:
    assert status_of("callback-schemes", public(CallbackURLs=["myapp://cb"])) is Status.PASSED
    found = public(CallbackURLs=["myapp://cb"], AllowedOAuthFlows=["implicit"])
    assert status_of("callback-schemes", found) is Status.FAILED


def test_units_of_lifetimes_are_cognitos_where_none_is_said() -> None:
    assert (
        status_of("access-token-lifetime", client_with(AccessTokenValidity=2, TokenValidityUnits={})) is Status.FAILED
    )
    assert (
        status_of("access-token-lifetime", client_with(AccessTokenValidity=0, TokenValidityUnits={})) is Status.PASSED
    )


@pytest.mark.parametrize(
    ("configured", "status"),
    [
        ({"OpenDcrEnabled": True}, Status.FAILED),  # without a status Cognito turns registration on
        ({"EnableStatus": "Disabled", "OpenDcrEnabled": True}, Status.PASSED),
        ({"EnableStatus": "Enabled", "OpenDcrEnabled": False}, Status.PASSED),
    ],
)
def test_registration_is_open_where_it_is_on_and_asks_for_no_token(configured, status: Status) -> None:
    assert status_of("open-client-registration", pool_with("DcrConfiguration", value=configured)) is status
