"""The form of requests. Wordings are those of Cognito's answers in public error reports."""

import base64
import hmac
import json
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.loaders import Loader
from hypothesis import given
from hypothesis import strategies as st

from local.former.errors import CognitoError
from local.former.strictness import shapes
from tests.credentials import signed
from tests.local.former.strictness.conftest import Call

RECORDINGS = sorted((Path(__file__).parents[2] / "wire").glob("*.json"))
SCHEMA = [{"Name": "a" * 21, "AttributeDataType": "String"}]
WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "a pool's name has a pattern": (
        "CreateUserPool",
        {"PoolName": "what?"},
        (
            "1 validation error detected: Value 'what?' at 'poolName' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: [\w\s+=,.@-]+"
        ),
    ),
    "a pool's name ends at 128 characters": (
        "CreateUserPool",
        {"PoolName": "p" * 129},
        (
            f"1 validation error detected: Value '{'p' * 129}' at 'poolName' failed to satisfy constraint: "
            "Member must have length less than or equal to 128"
        ),
    ),
    "a required member is there": (
        "DescribeUserPool",
        {},
        "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null",
    ),
    "a number is not too small": (
        "CreateUserPool",
        {"PoolName": "pool", "Policies": {"PasswordPolicy": {"MinimumLength": 5}}},
        (
            "1 validation error detected: Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy "
            "constraint: Member must have value greater than or equal to 6"
        ),
    ),
    "an attribute of the schema is named by its position": (
        "CreateUserPool",
        {"PoolName": "pool", "Schema": SCHEMA},
        (
            f"Value '{'a' * 21}' at 'schema.1.member.name' failed to satisfy constraint: "
            "Member must have length less than or equal to 20"
        ),
    ),
    "a list of words names everything that it asks of a member": (
        "CreateUserPoolClient",
        {"UserPoolId": "$pool", "ClientName": "client", "AllowedOAuthFlows": ["code", "token"]},
        (
            "1 validation error detected: Value '[code, token]' at 'allowedOAuthFlows' failed to satisfy constraint: "
            "Member must satisfy constraint: [Member must satisfy enum value set: [code, implicit, client_credentials]]"
        ),
    ),
    "a list has an end": (
        "CreateUserPoolClient",
        {
            "UserPoolId": "$pool",
            "ClientName": "client",
            "LogoutURLs": [f"https://app.example.com/{n}" for n in range(101)],
        },
        "Value at 'logoutURLs' failed to satisfy constraint: Member must have length less than or equal to 100",
    ),
    "a list has no holes": (
        "UpdateUserPool",
        {"UserPoolId": "$pool", "AutoVerifiedAttributes": ["email", None]},
        "Value null at 'autoVerifiedAttributes.2.member' failed to satisfy constraint: Member must not be null",
    ),
    "a map's values have a length": (
        "CreateUserPool",
        {"PoolName": "pool", "UserPoolTags": {"stage": "x" * 257}},
        (
            "at 'userPoolTags' failed to satisfy constraint: Map value must satisfy constraint: "
            "[Member must have length less than or equal to 256, Member must have length greater than or equal to 0]"
        ),
    ),
    "a file has a size": (
        "SetUICustomization",
        {"UserPoolId": "$pool", "ImageFile": b"x" * 131073},
        "Value at 'imageFile' failed to satisfy constraint: Member must have length less than or equal to 131072",
    ),
    "an identifier of a resource server has no space": (
        "CreateResourceServer",
        {"UserPoolId": "$pool", "Identifier": "my api", "Name": "api"},
        (
            r"Value 'my api' at 'identifier' failed to satisfy constraint: Member must satisfy regular expression "
            r"pattern: [\x21\x23-\x5B\x5D-\x7E]+"
        ),
    ),
    "a scope is described": (
        "CreateResourceServer",
        {"UserPoolId": "$pool", "Identifier": "api", "Name": "api", "Scopes": [{"ScopeName": "read"}]},
        "Value null at 'scopes.1.member.scopeDescription' failed to satisfy constraint: Member must not be null",
    ),
    "a group's name has no space": (
        "CreateGroup",
        {"UserPoolId": "$pool", "GroupName": "two words"},
        r"Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+",
    ),
    "a group's precedence isn't negative": (
        "CreateGroup",
        {"UserPoolId": "$pool", "GroupName": "group", "Precedence": -1},
        "Value '-1' at 'precedence' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ),
    "a session for sign-in lasts 15 minutes at most": (
        "CreateUserPoolClient",
        {"UserPoolId": "$pool", "ClientName": "client", "AuthSessionValidity": 16},
        (
            "Value '16' at 'authSessionValidity' failed to satisfy constraint: "
            "Member must have value less than or equal to 15"
        ),
    ),
    "a custom client secret has 24 characters": (
        "CreateUserPoolClient",
        {"UserPoolId": "$pool", "ClientName": "client", "ClientSecret": "tooshort"},
        (
            "1 validation error detected: Value at 'clientSecret' failed to satisfy constraint: "
            "Member must have length greater than or equal to 24"
        ),
    ),
    "a password has no space, and is not shown": (
        "AdminSetUserPassword",
        {"UserPoolId": "$pool", "Username": "jane", "Password": "not for logs"},
        (
            r"1 validation error detected: Value at 'password' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: [\S]+"
        ),
    ),
}


@pytest.mark.parametrize(("operation", "parameters", "words"), WRONG.values(), ids=list(WRONG))
def test_a_request_of_the_wrong_form_is_refused_in_cognitos_words(
    call: Call, operation: str, parameters: dict[str, Any], words: str
) -> None:
    with pytest.raises(ClientError) as refused:
        call(operation, parameters)
    assert refused.value.response["Error"]["Code"] == "InvalidParameterException"
    assert words in refused.value.response["Error"]["Message"]
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_every_operation_of_the_model_is_checked() -> None:
    model = Loader().load_service_model("cognito-idp", "service-2")
    requests = {name: model["shapes"][operation["input"]["shape"]] for name, operation in model["operations"].items()}
    asking = [name for name, request in requests.items() if request.get("required")]
    assert len(asking) > 100
    for operation in asking:
        with pytest.raises(CognitoError, match="Member must not be null"):
            shapes.check(operation, {})


def test_all_violations_are_named_at_once() -> None:
    with pytest.raises(CognitoError) as refused:
        shapes.check("SignUp", {"ClientId": "abc", "Username": "", "Password": "p w"})
    assert refused.value.message == (
        "3 validation errors detected: Value at 'username' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; Value at 'username' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+; Value at 'password' failed to "
        r"satisfy constraint: Member must satisfy regular expression pattern: [\S]+"
    )


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"PoolName": 5}, "NUMBER_VALUE can not be converted to a String"),
        ({"PoolName": True}, "TRUE_VALUE can not be converted to a String"),
        ({"PoolName": {}}, "Start of structure or map found where not expected."),
        ({"PoolName": "pool", "Schema": "email"}, "Expected list or null"),
        ({"PoolName": "pool", "Policies": []}, "Expected map or structure or null"),
        ({"PoolName": "pool", "Policies": {"PasswordPolicy": {"MinimumLength": "8"}}}, "STRING_VALUE can not be"),
    ],
)
def test_a_wrong_type_is_a_serialization_exception(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(CognitoError, match="SerializationException") as refused:
        shapes.check("CreateUserPool", parameters)
    assert message in refused.value.message


@pytest.mark.parametrize("content", ["é", "?", "YQ"])
def test_a_file_that_is_not_in_base64_is_a_serialization_exception(content: str) -> None:
    with pytest.raises(CognitoError, match="SerializationException: Invalid base64 data"):
        shapes.check("SetUICustomization", {"UserPoolId": "us-east-1_a", "ImageFile": content})


def test_a_wrong_type_is_refused_with_http_400(cognito: Any) -> None:
    url, body = f"{cognito.meta.endpoint_url}/", json.dumps({"PoolName": 5})
    request = urllib.request.Request(url, data=body.encode(), headers=signed(url, "CreateUserPool", body))
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(request)
    with refused.value as answer:
        assert answer.code == 400
        assert json.load(answer)["__type"] == "SerializationException"


@pytest.mark.parametrize(
    "parameters",
    [
        {"PoolName": "pool", "Later": 1, "Policies": {"PasswordPolicy": {"Unheard": []}}},
        {"PoolName": "pool", "Schema": None, "UserPoolTags": {"stage": None}},
        {"PoolName": "p", "Policies": {"PasswordPolicy": {"MinimumLength": 6}}},
        {"PoolName": "p" * 128, "Policies": {"PasswordPolicy": {"MinimumLength": 99}}},
    ],
    ids=["unknown members", "null members", "the least", "the most"],
)
def test_the_model_refuses_no_more_than_it_says(parameters: dict[str, Any]) -> None:
    shapes.check("CreateUserPool", parameters)


def test_any_script_and_symbol_is_good_for_a_groups_name() -> None:
    shapes.check("CreateGroup", {"UserPoolId": "us-east-1_a", "GroupName": "Ärzte-管理者-😀"})


@pytest.mark.parametrize("secret", ["hunter2 hunter2", "s3cret\n", "p" * 300])
def test_secrets_are_never_shown(secret: str) -> None:
    details = {"client_secret": secret * 1000}
    for operation, parameters in (
        ("SignUp", {"ClientId": secret, "Username": secret, "Password": secret, "SecretHash": secret}),
        ("AdminInitiateAuth", {"UserPoolId": "?", "ClientId": "?", "AuthParameters": {"PASSWORD": secret * 1000}}),
        ("CreateIdentityProvider", {"UserPoolId": "?", "ProviderDetails": details}),
        ("RevokeToken", {"Token": secret, "ClientId": "?", "ClientSecret": secret}),
    ):
        with pytest.raises(CognitoError) as refused:
            shapes.check(operation, parameters)
        assert secret.strip() not in refused.value.message


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
def test_what_the_official_provider_sends_has_the_right_form(recording: Path) -> None:
    calls = [call for step in json.loads(recording.read_text())["steps"] for call in step["calls"]]
    assert calls
    for call in calls:
        shapes.check(call["operation"], call["request"])


def test_what_the_emulator_makes_is_of_the_form_that_it_asks_for(cognito: Any) -> None:
    pool = cognito.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    made = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="client",
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]
    client_id, secret = made["ClientId"], made["ClientSecret"]
    cognito.admin_create_user(UserPoolId=pool, Username="form", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="form", Password="Passw0rd!", Permanent=True)
    digest = hmac.digest(secret.encode(), f"form{client_id}".encode(), "sha256")
    sign_in = {
        "UserPoolId": pool,
        "ClientId": client_id,
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": {
            "USERNAME": "form",
            "PASSWORD": "Passw0rd!",
            "SECRET_HASH": base64.b64encode(digest).decode(),
        },
    }
    tokens = cognito.admin_initiate_auth(**sign_in)["AuthenticationResult"]
    assert cognito.get_user(AccessToken=tokens["AccessToken"])["Username"] == "form"
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool, MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    session = cognito.associate_software_token(Session=cognito.admin_initiate_auth(**sign_in)["Session"])["Session"]
    shapes.check("VerifySoftwareToken", {"Session": session, "UserCode": "123456"})
    cognito.get_tokens_from_refresh_token(RefreshToken=tokens["RefreshToken"], ClientId=client_id, ClientSecret=secret)
    cognito.revoke_token(Token=tokens["RefreshToken"], ClientId=client_id, ClientSecret=secret)


def test_identity_pools_are_checked_too(cognito: Any) -> None:
    identity = boto3.client(
        "cognito-identity",
        endpoint_url=cognito.meta.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    with pytest.raises(ClientError) as refused:
        identity.create_identity_pool(IdentityPoolName="what?", AllowUnauthenticatedIdentities=False)
    error = refused.value.response["Error"]
    assert error["Code"] == "ValidationException"
    assert error["Message"].startswith(
        "1 validation error detected: Value 'what?' at 'identityPoolName' failed to satisfy constraint: "
    )
    made = identity.create_identity_pool(IdentityPoolName="my pool", AllowUnauthenticatedIdentities=False)
    with pytest.raises(ClientError, match="ValidationException") as refused:
        identity.get_id(IdentityPoolId=made["IdentityPoolId"], Logins={"accounts.google.com": "s3cret" * 10_000})
    assert "s3cret" not in str(refused.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["CreateUserPool", "CreateUserPoolClient", "SignUp", "SetUICustomization"]), st.data())
def test_whatever_json_comes_the_answer_is_cognitos(operation: str, data: st.DataObject) -> None:
    members = ["PoolName", "Policies", "Schema", "UserPoolTags", "CallbackURLs", "Password", "ImageFile", "UserPoolId"]
    parameters = data.draw(JSON | st.dictionaries(st.sampled_from(members), JSON))
    code = None
    try:
        shapes.check(operation, parameters)
    except CognitoError as refused:
        code = refused.code
    assert code in {None, "InvalidParameterException", "SerializationException"}
