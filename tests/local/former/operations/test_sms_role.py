"""API reference: SmsConfigurationType, InvalidSmsRoleTrustRelationship- and InvalidSmsRoleAccessPolicyException."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.former.operations.conftest import connect

COGNITO = {"Service": "cognito-idp.amazonaws.com"}
NO_TRUST = (
    "InvalidSmsRoleTrustRelationshipException",
    "Role does not have a trust relationship allowing Cognito to assume the role",
)
NO_ACCESS = ("InvalidSmsRoleAccessPolicyException", "Role does not have permission to publish with SNS")


def policy(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


@pytest.fixture(scope="module")
def make_role(emulator: Any) -> Callable[..., dict[str, str]]:
    """Makes a role that trusts a principal and has a policy; SmsConfiguration with it."""
    iam = connect("iam", emulator)

    def make(name: str, principal: Any, action: str = "") -> dict[str, str]:
        trust = policy(Principal=principal, Action="sts:AssumeRole")
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        if action:
            document = policy(Action=action, Resource="*")
            iam.put_role_policy(RoleName=name, PolicyName="sms", PolicyDocument=document)
        return {"SnsCallerArn": arn, "ExternalId": "outside"}

    return make


@pytest.fixture(scope="module")
def unfit(make_role) -> list[tuple[dict[str, str], tuple[str, str]]]:
    """Roles with what Cognito has against them."""
    return [
        (make_role("trusts-lambda", {"Service": "lambda.amazonaws.com"}, "sns:Publish"), NO_TRUST),
        (make_role("trusts-an-account", {"AWS": "arn:aws:iam::000000000000:root"}, "sns:Publish"), NO_TRUST),
        (make_role("trusts-everybody", "*", "sns:Publish"), NO_TRUST),
        (make_role("allows-nothing", COGNITO), NO_ACCESS),
        (make_role("allows-another", COGNITO, "sns:Subscribe"), NO_ACCESS),
    ]


@pytest.mark.parametrize("operation", ["create_user_pool", "update_user_pool", "set_user_pool_mfa_config"])
def test_a_role_that_cannot_send_sms_is_refused(cognito, pool, unfit, operation):
    for sms, expected in unfit:
        given: dict[str, Any] = {"PoolName": "pool", "SmsConfiguration": sms}
        if operation != "create_user_pool":
            given["UserPoolId"] = pool
        if operation == "set_user_pool_mfa_config":
            given = {"UserPoolId": pool, "MfaConfiguration": "ON", "SmsMfaConfiguration": {"SmsConfiguration": sms}}
        with pytest.raises(ClientError) as refused:
            getattr(cognito, operation)(**given)
        error = refused.value.response["Error"]
        assert (error["Code"], error["Message"]) == expected


@pytest.mark.parametrize("action", ["sns:Publish", "sns:publish", "sns:*", "*"])
def test_a_role_that_can_is_taken(make_pool, make_role, action):
    name = f"sends-by-{action.replace('*', 'any').replace(':', '-')}"
    assert make_pool(SmsConfiguration=make_role(name, COGNITO, action), AutoVerifiedAttributes=["phone_number"])


def test_a_role_that_only_aws_has_is_not_judged(make_pool):
    assert make_pool(SmsConfiguration={"SnsCallerArn": "arn:aws:iam::123456789012:role/there", "ExternalId": "x"})
