from typing import Any

from local.cognito.engine import Engine
from tests.local.cognito.world import REGION, World, error_of


def make(engine: Engine, **settings: Any) -> dict[str, Any]:
    made: dict[str, Any] = engine.call("CreateUserPool", {"PoolName": "pool", **settings}, region=REGION)["UserPool"]
    return made


def described(engine: Engine, pool: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = engine.call("DescribeUserPool", {"UserPoolId": pool["Id"]}, region=REGION)["UserPool"]
    return found


def test_a_new_pool_is_described_with_cognitos_defaults(engine: Engine) -> None:
    pool = make(engine)
    assert pool == described(engine, pool)
    schema = [attribute["Name"] for attribute in pool.pop("SchemaAttributes")]
    assert schema[0] == "sub"
    assert len(schema) == len(set(schema)) == 20
    assert pool.pop("CreationDate") == pool.pop("LastModifiedDate")
    assert pool == {
        "Id": pool["Id"],
        "Name": "pool",
        "Arn": f"arn:aws:cognito-idp:us-east-1:000000000000:userpool/{pool['Id']}",
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 8,
                "RequireUppercase": True,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
                "TemporaryPasswordValidityDays": 7,
            },
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
        },
        "DeletionProtection": "INACTIVE",
        "LambdaConfig": {},
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        "MfaConfiguration": "OFF",
        "EstimatedNumberOfUsers": 0,
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
        "UserPoolTags": {},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [
                {"Priority": 1, "Name": "verified_email"},
                {"Priority": 2, "Name": "verified_phone_number"},
            ]
        },
        "UserPoolTier": "ESSENTIALS",
    }


def test_an_answer_is_a_copy(engine: Engine) -> None:
    pool = make(engine, LambdaConfig={"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:f"})
    pool["LambdaConfig"].clear()
    pool["SchemaAttributes"][0].clear()
    assert described(engine, pool)["LambdaConfig"]
    assert described(engine, pool)["SchemaAttributes"][0]["Name"] == "sub"


def test_a_tag_names_the_pool_s_id(engine: Engine) -> None:
    assert make(engine, UserPoolTags={"_custom_id_": "Known1"})["Id"] == "us-east-1_Known1"
    whole = make(engine, UserPoolTags={"_custom_id_": "us-east-1_Known2"})
    assert (whole["Id"], whole["UserPoolTags"]) == ("us-east-1_Known2", {"_custom_id_": "us-east-1_Known2"})
    for taken_or_wrong in ("Known1", "eu-west-1_Known3", "Known-4", "_"):
        code, _ = error_of(make, engine, UserPoolTags={"_custom_id_": taken_or_wrong})
        assert code == "InvalidParameterException"


def test_a_deleted_pool_leaves_nothing(world: World) -> None:
    world.add_user()
    world.of_pool("DeleteUserPool")
    store = world.engine.store
    assert list(store.records()) == []
    assert not store.pool_of_client
    assert error_of(world.of_pool, "DescribeUserPool") == (
        "ResourceNotFoundException",
        f"User pool {world.pool_id} does not exist.",
    )
