import re

from tests.local.cognito.world import World, error_of


def test_a_new_client_is_described_with_cognitos_defaults(world: World) -> None:
    made = world.of_pool("CreateUserPoolClient", ClientName="web")["UserPoolClient"]
    assert made == world.of_pool("DescribeUserPoolClient", ClientId=made["ClientId"])["UserPoolClient"]
    assert re.fullmatch("[a-z0-9]{26}", made["ClientId"])
    assert made == {
        "UserPoolId": world.pool_id,
        "ClientName": "web",
        "ClientId": made["ClientId"],
        "LastModifiedDate": made["CreationDate"],
        "CreationDate": made["CreationDate"],
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "AllowedOAuthFlowsUserPoolClient": False,
        "EnableTokenRevocation": True,
        "EnablePropagateAdditionalUserContextData": False,
        "AuthSessionValidity": 3,
    }


def test_a_secret_is_cognitos_or_the_callers(world: World) -> None:
    made = world.add_client(GenerateSecret=True)["ClientSecret"]
    assert re.fullmatch("[a-z0-9]{52}", made)
    assert world.add_client(ClientSecret="s" * 24)["ClientSecret"] == "s" * 24


def test_a_name_may_ask_for_the_client_s_id(world: World) -> None:
    made = world.add_client(ClientName="_custom_id_:known")
    assert (made["ClientId"], made["ClientName"]) == ("known", "_custom_id_:known")
    for taken_or_wrong in ("known", "a-b"):
        code, _ = error_of(world.add_client, ClientName=f"_custom_id_:{taken_or_wrong}")
        assert code == "InvalidParameterException"
