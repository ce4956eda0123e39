"""Members that the installed service model lacks are in a client's answers, wherever they stand."""

import json
from io import BytesIO
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse

from automation.adoption.raw_answers import keep_unknown_members, unknown_members

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
