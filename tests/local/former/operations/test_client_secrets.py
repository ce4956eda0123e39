"""API reference: AddUserPoolClientSecret, ListUserPoolClientSecrets, DeleteUserPoolClientSecret,
ClientSecretDescriptorType. Developer guide: "Computing secret hash values".
"""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

PASSWORD = "Correct-horse1"
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@pytest.fixture
def names(pool, make_client) -> dict[str, str]:
    """A confidential client, with its first secret."""
    return {"UserPoolId": pool, "ClientId": make_client(pool, GenerateSecret=True, ExplicitAuthFlows=FLOWS)["ClientId"]}


def add(cognito: Any, names: dict[str, str], **given: str) -> Any:
    return cognito.add_user_pool_client_secret(**names, **given)["ClientSecretDescriptor"]


def listed(cognito: Any, names: dict[str, str]) -> Any:
    return cognito.list_user_pool_client_secrets(**names)["ClientSecrets"]


def first_secret(cognito: Any, names: dict[str, str]) -> str:
    return str(cognito.describe_user_pool_client(**names)["UserPoolClient"]["ClientSecret"])


def secret_hash(secret: str, username: str, client_id: str) -> str:
    digest = hmac.new(secret.encode(), (username + client_id).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def test_a_secret_that_cognito_makes_is_told_once(cognito, names):
    added = add(cognito, names)
    client_id, _, created = added["ClientSecretId"].partition("--")
    assert client_id == names["ClientId"]
    assert int(created) == pytest.approx(added["ClientSecretCreateDate"].timestamp() * 1000, abs=2)
    assert len(added["ClientSecretValue"]) >= 24
    assert [secret.keys() for secret in listed(cognito, names)] == [{"ClientSecretId", "ClientSecretCreateDate"}] * 2
    assert listed(cognito, names)[1]["ClientSecretId"] == added["ClientSecretId"]


def test_a_secret_of_the_callers_own_is_never_told(cognito, names):
    assert "ClientSecretValue" not in add(cognito, names, ClientSecret="a_secret_of_the_callers_own")


def test_there_are_two_at_most(cognito, names):
    add(cognito, names)
    with pytest.raises(cognito.exceptions.LimitExceededException):
        add(cognito, names)


def test_a_public_client_gets_none(cognito, pool, client):
    with pytest.raises(cognito.exceptions.InvalidParameterException):
        add(cognito, {"UserPoolId": pool, "ClientId": client})
    assert listed(cognito, {"UserPoolId": pool, "ClientId": client}) == []


def test_the_last_one_stays(cognito, names):
    old = listed(cognito, names)[0]["ClientSecretId"]
    new = add(cognito, names)
    cognito.delete_user_pool_client_secret(**names, ClientSecretId=old)
    assert first_secret(cognito, names) == new["ClientSecretValue"]
    with pytest.raises(cognito.exceptions.ResourceNotFoundException):
        cognito.delete_user_pool_client_secret(**names, ClientSecretId=old)
    with pytest.raises(cognito.exceptions.InvalidParameterException):
        cognito.delete_user_pool_client_secret(**names, ClientSecretId=new["ClientSecretId"])


def test_either_secret_signs_in_and_refreshes_until_it_is_deleted(cognito, names):
    cognito.admin_create_user(UserPoolId=names["UserPoolId"], Username="ada", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=names["UserPoolId"], Username="ada", Password=PASSWORD, Permanent=True)
    old, new = first_secret(cognito, names), add(cognito, names)["ClientSecretValue"]

    def sign_in(secret: str) -> Any:
        hashed = secret_hash(secret, "ada", names["ClientId"])
        given = {"USERNAME": "ada", "PASSWORD": PASSWORD, "SECRET_HASH": hashed}
        return cognito.initiate_auth(ClientId=names["ClientId"], AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)

    def refresh(secret: str, token: str) -> Any:
        given = {"REFRESH_TOKEN": token, "SECRET_HASH": secret_hash(secret, "ada", names["ClientId"])}
        return cognito.initiate_auth(ClientId=names["ClientId"], AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=given)

    for secret in (old, new):
        token = sign_in(secret)["AuthenticationResult"]["RefreshToken"]
        assert refresh(secret, token)["AuthenticationResult"]["AccessToken"]
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        sign_in("some_other_secret_of_nobody")
    cognito.delete_user_pool_client_secret(**names, ClientSecretId=listed(cognito, names)[0]["ClientSecretId"])
    assert sign_in(new)["AuthenticationResult"]
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        sign_in(old)


def test_a_description_of_the_client_does_not_tell_them(cognito, names, raw):
    add(cognito, names)
    cognito.create_managed_login_branding(**names, UseCognitoProvidedValues=True)
    cognito.set_risk_configuration(**names, RiskExceptionConfiguration={"BlockedIPRangeList": ["10.0.0.0/8"]})
    for operation in ("DescribeUserPoolClient", "UpdateUserPoolClient"):
        answered = json.loads(raw(operation, names))["UserPoolClient"]
        assert [name for name in answered if name.startswith("_")] == []
