"""Members that the installed service model lacks are in a client's answers, wherever they stand."""

import json
from io import BytesIO
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.httpsession import URLLib3Session

from automation.adoption.description import InexpressibleError, describe
from automation.adoption.raw_answers import keep_unknown_members, unknown_members
from automation.adoption.reading import read_pool
from tests.automation.adoption.conftest import Cloud
from tests.automation.adoption.pools_by_hand import minimal

POOL = {
    "Id": "us-east-1_abc",
    "CreationDate": 1700000000.5,
    "Newest": {"Mode": "ON"},
    "Off": None,
    "Policies": {"PasswordPolicy": {"MinimumLength": 8, "MaximumAge": 90}},
    "SchemaAttributes": [{"Name": "email"}, {"Name": "sub", "Encrypted": True}],
    "AcrConfiguration": {"Level1": {"AcrValue": "one", "Deprecated": "yes"}},
    "UserPoolTags": {"team": "web"},
}


def client() -> Any:
    cognito = boto3.client(
        "cognito-idp", region_name="us-east-1", aws_access_key_id="nobody", aws_secret_access_key="nobody"
    )
    answer = json.dumps({"UserPool": POOL, "NewestBeside": 1}).encode()
    cognito.meta.events.register("before-send", lambda **_: AWSResponse("", 200, {}, _Body(answer)))
    return cognito


class _Body(BytesIO):
    """A body as urllib3 has it."""

    def stream(self) -> Any:
        yield self.read()


def test_they_are_answered_beside_those_that_are_known() -> None:
    cognito = client()
    keep_unknown_members(cognito)
    keep_unknown_members(cognito)  # once or twice is the same
    answer = cognito.describe_user_pool(UserPoolId="us-east-1_abc")
    pool = answer["UserPool"]
    assert (pool["Newest"], answer["NewestBeside"]) == ({"Mode": "ON"}, 1)
    assert "Off" not in pool
    assert pool["Policies"] == {"PasswordPolicy": {"MinimumLength": 8, "MaximumAge": 90}}
    assert pool["SchemaAttributes"] == [{"Name": "email"}, {"Name": "sub", "Encrypted": True}]
    assert pool["AcrConfiguration"]["Level1"] == {"AcrValue": "one", "Deprecated": "yes"}
    assert pool["CreationDate"].year == 2023
    shape = cognito.meta.service_model.operation_model("DescribeUserPool").output_shape
    found = unknown_members({name: value for name, value in answer.items() if name != "ResponseMetadata"}, shape)
    assert sorted(found) == [
        "NewestBeside",
        "UserPool.AcrConfiguration.Level1.Deprecated",
        "UserPool.Newest",
        "UserPool.Policies.PasswordPolicy.MaximumAge",
        "UserPool.SchemaAttributes[].Encrypted",
    ]


def test_botocore_alone_drops_them() -> None:
    assert "Newest" not in client().describe_user_pool(UserPoolId="us-east-1_abc")["UserPool"]


def test_a_pool_with_a_setting_newer_than_botocore_is_not_adopted(cloud: Cloud) -> None:
    pool_id, cognito = minimal(cloud.cognito), cloud.client("cognito-idp")

    def newer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        answer = json.loads(URLLib3Session().send(request).content)
        answer["UserPool"]["NewestConfiguration"] = {"Mode": "ON"}
        return AWSResponse("", 200, {}, _Body(json.dumps(answer).encode()))

    cognito.meta.events.register("before-send.cognito-identity-provider.DescribeUserPool", newer)
    with pytest.raises(InexpressibleError) as caught:
        describe(read_pool(cognito, pool_id), cognito.meta.service_model)
    assert caught.value.reasons == (
        "DescribeUserPool: UserPool.NewestConfiguration, which the installed botocore doesn't know; a newer one may",
    )
