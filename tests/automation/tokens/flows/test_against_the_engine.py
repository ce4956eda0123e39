"""Every flow against the real engine: verified tokens, and refusals that name the wrong ingredient."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from automation.errors import UsageError
from automation.tokens.challenges.answers import Answers
from automation.tokens.challenges.sources import UnansweredError
from automation.tokens.challenges.totp import totp
from automation.tokens.flows.code import Authorization
from automation.tokens.flows.refusals import RefusedError
from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.automation.tokens.flows.engine_pools import CALLBACK, PASSWORD, Pool, custom_triggers, make_pool
from tests.credentials import CREDENTIALS

TOTP_ON = {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
TOTP_OPTIONAL = {**TOTP_ON, "MfaConfiguration": "OPTIONAL"}
MACHINE = {
    "ExplicitAuthFlows": [],
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["orders/read", "orders/write"],
    "CallbackURLs": [],
}
SIGN_INS = ("admin", "password", "srp", "code")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        yield engine.endpoint_url


@pytest.fixture(scope="module")
def the_pool(url: str) -> Pool:
    made = make_pool(url)
    made.create_user(email="jane@example.com", email_verified="true")
    return made


@pytest.fixture(scope="module")
def triggers(url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return custom_triggers(url, tmp_path_factory.mktemp("functions"))


def enrol(the_pool: Pool, username: str = "jane") -> str:
    """Enrol an authenticator as an app would; its secret."""
    token = the_pool.sign_in("srp", username).access_token
    secret = the_pool.cognito.associate_software_token(AccessToken=token)["SecretCode"]
    the_pool.cognito.verify_software_token(AccessToken=token, UserCode=totp(secret, time.time()))
    the_pool.cognito.set_user_mfa_preference(
        AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
    )
    return str(secret)


@pytest.mark.parametrize("flow", SIGN_INS)
def test_a_sign_in_gives_tokens_that_verify(the_pool, flow):
    claims = the_pool.verify(the_pool.sign_in(flow))

    assert claims["access_token"]["username"] == "jane"
    assert claims["id_token"]["email"] == "jane@example.com"


@pytest.mark.parametrize("flow", SIGN_INS)
def test_a_public_client_signs_in_too(url, flow):
    public = make_pool(url, client={"GenerateSecret": False})
    public.create_user()

    assert public.environment.client().client_secret is None
    assert public.verify(public.sign_in(flow))["access_token"]["username"] == "jane"


@pytest.mark.parametrize("flow", SIGN_INS)
def test_a_the_poolwhose_users_sign_in_by_e_mail_knows_them_by_another_name(url, flow):
    by_email = make_pool(url, UsernameAttributes=["email"])
    by_email.create_user("jane@example.com")

    assert by_email.verify(by_email.sign_in(flow, "jane@example.com"))["id_token"]["email"] == "jane@example.com"


def test_the_code_flow_carries_the_scopes_that_are_asked_for(the_pool):
    tokens = the_pool.sign_in("code", scopes=("openid", "orders/read"))

    assert set(the_pool.verify(tokens)["access_token"]["scope"].split()) == {"openid", "orders/read"}


@pytest.mark.parametrize("authentication", ["client_secret_basic", "client_secret_post"])
def test_a_machine_gets_a_token_of_its_own(url, authentication):
    machine = make_pool(url, client=MACHINE)

    tokens = machine.sign_in(
        "client-credentials", "", "", scopes=("orders/write",), client_authentication=authentication
    )

    assert tokens.id_token is None
    assert machine.verify(tokens)["access_token"]["scope"] == "orders/write"


@pytest.mark.parametrize(("flow", "at"), [("srp", "api"), ("admin", "endpoint"), ("code", "endpoint"), ("code", "api")])
def test_a_refresh_token_renews_the_others(the_pool, flow, at):
    first = the_pool.sign_in(flow)

    renewed = the_pool.sign_in("refresh", "", "", refresh_token=first.refresh_token, refresh_at=at)

    before, after = the_pool.verify(first)["access_token"], the_pool.verify(renewed)["access_token"]
    assert after["sub"] == before["sub"]
    assert after["jti"] != before["jti"]
    assert renewed.refresh_token == first.refresh_token


@pytest.mark.parametrize("flow", SIGN_INS)
def test_a_temporary_password_is_replaced_and_the_new_one_kept(the_pool, flow):
    name = f"invited-{flow}"
    the_pool.create_user(name, permanent=False)

    tokens = the_pool.sign_in(flow, name, "Temp0rary!", answers=Answers(new_password="An0ther!one"))

    assert the_pool.verify(tokens)["access_token"]["username"] == name
    assert the_pool.kept["password"] == "An0ther!one"
    assert the_pool.sign_in(flow, name, "An0ther!one")


def test_a_temporary_password_without_a_new_one_names_the_challenge_and_the_option(the_pool):
    the_pool.create_user("invited", permanent=False)

    with pytest.raises(UnansweredError, match=r"NEW_PASSWORD_REQUIRED.*--new-password"):
        the_pool.sign_in("srp", "invited", "Temp0rary!")


@pytest.mark.parametrize("flow", ["admin", "password", "srp"])
def test_an_authenticator_secret_answers_for_its_app(url, flow):
    optional = make_pool(url, mfa=TOTP_OPTIONAL)
    optional.create_user()
    secret = enrol(optional)

    tokens = optional.sign_in(flow, answers=Answers(totp_secret=secret))

    assert optional.verify(tokens)["access_token"]["username"] == "jane"
    with pytest.raises(UnansweredError, match=r"SOFTWARE_TOKEN_MFA.*--totp-secret or --code"):
        optional.sign_in(flow)
    with pytest.raises(RefusedError, match=r"CodeMismatchException.*The code is wrong") as caught:
        optional.sign_in(flow, answers=Answers(codes=("000000",)))
    assert "answering SOFTWARE_TOKEN_MFA" in str(caught.value)


@pytest.mark.parametrize(
    ("first_factor", "wrong", "right"),
    [(None, ("wrong", "43"), ("wrong", "42")), ("PASSWORD_SRP", ("43", "44"), ("42",))],
)
def test_a_custom_challenge_is_answered_in_order(url, triggers, first_factor, wrong, right):
    custom = make_pool(url, LambdaConfig=triggers)
    custom.create_user()

    tokens = custom.sign_in("custom", answers=Answers(first_factor=first_factor, custom=right))

    assert custom.verify(tokens)["access_token"]["username"] == "jane"
    with pytest.raises(RefusedError, match="answering CUSTOM_CHALLENGE failed: NotAuthorizedException"):
        custom.sign_in("custom", answers=Answers(first_factor=first_factor, custom=wrong))
    with pytest.raises(UnansweredError, match=r"CUSTOM_CHALLENGE.*the answer to everything.*--answer"):
        custom.sign_in("custom", answers=Answers(first_factor=first_factor))


def test_the_password_that_a_custom_challenge_wants_proved_first_must_be_right(url, triggers):
    custom = make_pool(url, LambdaConfig=triggers)
    custom.create_user()

    with pytest.raises(RefusedError, match="answering PASSWORD_VERIFIER failed: NotAuthorizedException, Incorrect"):
        custom.sign_in("custom", password="Wr0ng!pass", answers=Answers(first_factor="PASSWORD_SRP", custom=("42",)))


WRONG: list[tuple[str, dict[str, Any], str]] = [
    *((flow, {"password": "Wr0ng!pass"}, "ncorrect username or password.*The password is wrong") for flow in SIGN_INS),
    *((flow, {"username": "nobody"}, "NotAuthorized|UserNotFound") for flow in SIGN_INS),
]


@pytest.mark.parametrize(("flow", "changes", "words"), WRONG)
def test_a_wrong_name_or_password_is_named(the_pool, flow, changes, words):
    with pytest.raises(RefusedError, match=words) as caught:
        the_pool.sign_in(flow, **changes)

    assert "Wr0ng!pass" not in str(caught.value)


@pytest.mark.parametrize("flow", ["admin", "password", "srp"])
def test_a_wrong_client_secret_is_named(the_pool, flow):
    wrong = replace(the_pool.environment.client(), client_secret="wrong")

    with pytest.raises(RefusedError, match=r"(?i)secret ?hash.*secret of the app client app was changed"):
        the_pool.sign_in(flow, client=wrong)


@pytest.mark.parametrize("flow", ["code", "client-credentials"])
def test_a_wrong_client_secret_is_named_by_the_token_endpoint(url, the_pool, flow):
    made = make_pool(url, client=MACHINE) if flow == "client-credentials" else the_pool
    wrong = replace(made.environment.client(), client_secret="wrong")

    with pytest.raises(RefusedError, match=r"invalid_client.*its secret is wrong"):
        made.sign_in(flow, client=wrong)


def test_a_scope_that_a_machine_may_not_have_is_named(url):
    machine = make_pool(url, client={**MACHINE, "AllowedOAuthScopes": ["orders/write"]})
    with pytest.raises(RefusedError, match=r"invalid_grant\. A scope isn't among the allowed_oauth_scopes"):
        machine.sign_in("client-credentials", "", "", scopes=("orders/read",))


def test_a_wrong_code_verifier_is_named(the_pool, monkeypatch):
    monkeypatch.setattr(Authorization, "code_challenge", "of-another-code-verifier".ljust(43, "x"))

    with pytest.raises(RefusedError, match=r"invalid_grant.*code_verifier"):
        the_pool.sign_in("code")


def test_a_flow_that_the_client_does_not_allow_is_named(url):
    only_admin = make_pool(url, client={"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]})
    only_admin.create_user()

    for flow in ("password", "srp"):
        with pytest.raises(RefusedError, match=f"doesn't allow the flow {flow}"):
            only_admin.sign_in(flow)


def test_an_unconfirmed_user_is_told_how_to_confirm(url):
    open_pool = make_pool(url, client={"GenerateSecret": False})
    client_id = open_pool.environment.client().client_id
    open_pool.cognito.sign_up(ClientId=client_id, Username="newcomer", Password=PASSWORD)

    for flow in ("admin", "password", "srp"):
        with pytest.raises(RefusedError, match=r"UserNotConfirmedException.*ConfirmSignUp"):
            open_pool.sign_in(flow, "newcomer")


def test_a_disabled_user_is_named(the_pool):
    the_pool.create_user("disabled")
    the_pool.cognito.admin_disable_user(UserPoolId=the_pool.environment.user_pool_id, Username="disabled")

    with pytest.raises(RefusedError, match=r"User is disabled.*Enable disabled"):
        the_pool.sign_in("srp", "disabled")


def test_a_refresh_token_that_is_none_is_refused(the_pool):
    for at in ("api", "endpoint"):
        with pytest.raises(
            RefusedError, match=r"A refresh token stops working when|code or token was used before"
        ) as caught:
            the_pool.sign_in("refresh", "", "", refresh_token="n0-such-token", refresh_at=at)
        assert "n0-such-token" not in str(caught.value)


def test_a_redirect_uri_is_taken_from_those_that_are_registered(the_pool):
    assert the_pool.sign_in("code", redirect_uri="http://localhost:8585/other")
    with pytest.raises(UsageError, match=f"isn't a callback URL of the app client app.*{CALLBACK}"):
        the_pool.sign_in("code", redirect_uri="http://localhost:8585/elsewhere")


def test_a_redirect_uri_that_cognito_has_forgotten_is_named(the_pool):
    drifted = replace(the_pool.environment.client(), callback_urls=("http://localhost:8585/gone",))

    with pytest.raises(RefusedError, match=r"(?i)redirect.*a callback URL of the app client app"):
        the_pool.sign_in("code", client=drifted)


def test_a_scope_that_cognito_does_not_grant_is_named(the_pool):
    with pytest.raises(RefusedError, match=r"invalid_scope.*allowed_oauth_scopes of the app client app"):
        the_pool.sign_in("code", scopes=("orders/write",))


def test_an_app_client_that_is_gone_is_named(url):
    made = make_pool(url)
    made.create_user()
    client_id = made.environment.client().client_id
    made.cognito.delete_user_pool_client(UserPoolId=made.environment.user_pool_id, ClientId=client_id)

    with pytest.raises(RefusedError, match=r"ResourceNotFoundException.*It was deleted"):
        made.sign_in("admin")
