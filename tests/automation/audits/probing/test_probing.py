"""`audit --probe` against the engine: where each claim holds, and where none does."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from automation.audits.probing.probing import PROBED
from tests.automation.audits.probing.pools import Made, closed_pool, open_pool
from tests.automation.driver import Driver


def identity_client(driver: Driver) -> Any:
    return boto3.client(
        "cognito-identity",
        endpoint_url=driver.engine.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=driver.engine.credentials.access_key,
        aws_secret_access_key=driver.engine.credentials.secret_key,
    )


def attempts(driver: Driver, made: Made, *words: str) -> Iterator[tuple[str, str, str]]:
    """Check, verdict and text of each."""
    ran = driver.run("audit", made.pool_id, "--probe", "-o", "json", *words)
    assert ran.code in (0, 1), ran.stderr
    for result in json.loads(ran.stdout)["results"]:
        for attempt in result.get("attempts", []):
            yield result["check"], attempt["verdict"], attempt["text"]


def nothing_is_left(driver: Driver, made: Made) -> bool:
    users = driver.cognito().list_users(UserPoolId=made.pool_id)["Users"]
    identities = identity_client(driver).list_identities(IdentityPoolId=made.identity_pool_id, MaxResults=60)
    return (users, identities["Identities"]) == ([], [])


def test_each_claim_that_holds_is_confirmed(driver: Driver) -> None:
    made = open_pool(driver.cognito(), identity_client(driver))
    found = list(attempts(driver, made))
    assert {check for check, verdict, _ in found if verdict == "confirmed"} == PROBED - {"callback-domains"}
    assert [verdict for check, verdict, _ in found if check == "callback-domains"] == ["refuted"]
    assert nothing_is_left(driver, made)


def test_none_is_confirmed_where_none_holds(driver: Driver) -> None:
    made = closed_pool(driver.cognito(), identity_client(driver))
    found = list(attempts(driver, made))
    assert {check for check, _, _ in found} == PROBED - {"callback-shared-hosts"}
    assert {verdict for _, verdict, _ in found} == {"refuted"}, found
    assert nothing_is_left(driver, made)


def test_what_happened_stands_next_to_the_finding(driver: Driver) -> None:
    made = open_pool(driver.cognito(), identity_client(driver))
    lines = driver.run("audit", made.pool_id, "--probe", "--only", "guests").stdout.splitlines()
    assert lines[1].startswith("  high      guests  identity pool guests: Anybody gets AWS credentials")
    assert lines[2].startswith("            confirmed: AWS credentials were issued without signing in, valid until ")


def test_checks_that_are_skipped_arent_tried(driver: Driver) -> None:
    made = open_pool(driver.cognito(), identity_client(driver))
    skipped = [word for check in sorted(PROBED - {"guests"}) for word in ("--skip", f"{check}=known")]
    assert {check for check, _, _ in attempts(driver, made, *skipped)} == {"guests"}


@pytest.mark.unmeasured
@pytest.mark.parametrize("form", ["table", "json", "csv", "junit", "html", "sarif"])
def test_no_report_has_a_secret_of_the_probe(driver: Driver, form: str) -> None:
    made = open_pool(driver.cognito(), identity_client(driver))
    ran = driver.run("audit", made.pool_id, "--probe", "-o", form)
    assert (
        "confirmed: SignUp at the app client web created an account" in ran.stdout
        or '"verdict": "confirmed"' in ran.stdout
    )
    assert not any(secret in ran.stdout for secret in ("ASIA", "eyJ", "code=", "access_token="))
