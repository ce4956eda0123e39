import pytest

from automation.stacks.variables import environment_variables, words_of_clients
from automation.tokens.token_set import TokenSet
from automation.users.test_user import TestUser
from tests.automation.environments import CLIENT_ID, make_environment, make_outputs

CONTRACT = {
    "COGNITO_USER_POOL_ID", "COGNITO_CLIENT_ID", "COGNITO_CLIENT_SECRET", "COGNITO_DOMAIN", "COGNITO_HOSTED_UI_URL",
    "COGNITO_ISSUER", "COGNITO_JWKS_URI", "COGNITO_AUTHORIZE_ENDPOINT", "COGNITO_TOKEN_ENDPOINT",
    "COGNITO_USERINFO_ENDPOINT", "COGNITO_USERNAME", "COGNITO_PASSWORD", "COGNITO_ACCESS_TOKEN", "COGNITO_ID_TOKEN",
    "COGNITO_REFRESH_TOKEN", "AWS_REGION", "AWS_ENDPOINT_URL",
    "COGNITO_CLIENT_WEBAPP_ID", "COGNITO_CLIENT_WEBAPP_SECRET",
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


def test_every_client_has_variables_of_its_own():
    clients = make_outputs()["clients"]
    clients["order-worker"] = {"client_id": "worker-id", "client_secret": "worker-s3cret"}
    clients["spa 2"] = {"client_id": "spa-id", "client_secret": None}

    found = variables(TokenSet("access", None, None, 3600), clients=clients)

    assert found["COGNITO_CLIENT_ID"] == found["COGNITO_CLIENT_WEBAPP_ID"] == CLIENT_ID
    assert found["COGNITO_CLIENT_SECRET"] == found["COGNITO_CLIENT_WEBAPP_SECRET"] == "client-s3cret"
    assert found["COGNITO_CLIENT_ORDER_WORKER_ID"] == "worker-id"
    assert found["COGNITO_CLIENT_ORDER_WORKER_SECRET"] == "worker-s3cret"
    assert (found["COGNITO_CLIENT_SPA_2_ID"], found["COGNITO_CLIENT_SPA_2_SECRET"]) == ("spa-id", "")


@pytest.mark.parametrize(
    ("name", "word"),
    [("web", "WEB"), ("web.app@x", "WEB_APP_X"), ("straße", "STRASSE"), ("été", "_T_"), ("a_b", "A_B")],
)
def test_a_client_is_called_in_ascii_upper_case(name, word):
    assert words_of_clients([name]) == {name: word}


def test_clients_whose_names_meet_are_told_apart_by_their_own_names_alone():
    found = words_of_clients(["web-app", "web app", "Web-App", "other"])

    assert found["other"] == "OTHER"
    assert len(set(found.values())) == 4
    assert "WEB_APP" not in found.values(), "whoever reads it would get any of them"
    assert all(found[name].startswith("WEB_APP_") for name in ("web-app", "web app", "Web-App"))
    fewer = words_of_clients(["Web-App", "web-app"])
    assert {name: found[name] for name in fewer} == fewer
