from automation.stacks.variables import environment_variables
from automation.tokens.token_set import TokenSet
from automation.users.test_user import TestUser
from tests.automation.environments import CLIENT_ID, make_environment, make_outputs

CONTRACT = {
    "COGNITO_USER_POOL_ID", "COGNITO_CLIENT_ID", "COGNITO_CLIENT_SECRET", "COGNITO_DOMAIN", "COGNITO_HOSTED_UI_URL",
    "COGNITO_ISSUER", "COGNITO_JWKS_URI", "COGNITO_AUTHORIZE_ENDPOINT", "COGNITO_TOKEN_ENDPOINT",
    "COGNITO_USERINFO_ENDPOINT", "COGNITO_USERNAME", "COGNITO_PASSWORD", "COGNITO_ACCESS_TOKEN", "COGNITO_ID_TOKEN",
    "COGNITO_REFRESH_TOKEN", "AWS_REGION", "AWS_ENDPOINT_URL",
}  # fmt: skip


def variables(tokens: TokenSet, **outputs):
    environment = make_environment(**outputs)
    target = {"AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}
    return environment_variables(
        environment, environment.client(), TestUser("jane", "jane@example.com", "pw"), tokens, target
    )


def test_a_program_gets_every_variable_of_the_contract():
    found = variables(TokenSet("access", "id", "refresh", 3600))

    assert set(found) == CONTRACT
    assert found["COGNITO_ACCESS_TOKEN"] == "access"
    assert found["COGNITO_CLIENT_ID"] == CLIENT_ID


def test_what_an_environment_lacks_is_an_empty_string_so_that_no_inherited_value_shines_through():
    clients = make_outputs()["clients"]
    clients["webapp"]["client_secret"] = None

    found = variables(TokenSet("access", None, None, 3600), clients=clients)

    assert found["COGNITO_CLIENT_SECRET"] == ""
    assert found["COGNITO_ID_TOKEN"] == ""
