"""By "The token issuer endpoint" (TOKEN endpoint) of Cognito's developer guide, RFC 6749 and RFC 7636."""

import pytest

from local.former.oauth import token
from local.former.oauth.answers import OAuthError, Request
from tests.local.former.oauth.grants import CHALLENGE, REDIRECT_URI, SECRET, VERIFIER, Domain, refusal
from tests.local.former.world import Clock, claims

CODE = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI}


def test_a_code_gives_tokens_with_nonce_groups_and_scopes(domain: Domain):
    content = domain.exchange(domain.code())
    assert (content["token_type"], content["expires_in"]) == ("Bearer", 3600)
    identity, access = claims(content["id_token"]), claims(content["access_token"])
    assert (identity["nonce"], identity["cognito:groups"], access["cognito:groups"]) == ("n-1", ["staff"], ["staff"])
    assert set(access["scope"].split()) == {"openid", "email"}


def test_a_code_without_openid_gives_no_id_token(domain):
    assert "id_token" not in domain.exchange(domain.code(scope="profile"))


def test_a_code_works_once_and_for_five_minutes(domain, clock: Clock):
    code = domain.code()
    domain.exchange(code)
    assert refusal(domain.token, code=code, **CODE) == (400, "invalid_grant")
    late = domain.code()
    clock.advance(301)
    assert refusal(domain.token, code=late, **CODE) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"redirect_uri": f"{REDIRECT_URI}/"}, "invalid_grant"),
        ({"redirect_uri": ""}, "invalid_request"),
        ({"code": ""}, "invalid_request"),
        ({"code": "unknown"}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"code_verifier": "w" * 64}, "invalid_grant"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_id": ""}, "invalid_request"),
        ({"client_id": "unknown"}, "invalid_client"),
        ({"client_secret": "none has been given"}, "invalid_client"),
    ],
)
def test_each_wrong_ingredient_has_its_error_and_does_not_cost_the_code(domain, wrong, error):
    code = domain.code(code_challenge=CHALLENGE, code_challenge_method="S256")
    right = {**CODE, "code": code, "code_verifier": VERIFIER}
    assert refusal(domain.token, **{**right, **wrong}) == (400, error)
    assert "access_token" in domain.exchange(code, code_verifier=VERIFIER)


def test_another_clients_code_is_refused(domain):
    code = domain.code()
    domain.world.client = domain.world.add_client(
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=[REDIRECT_URI],
    )
    assert refusal(domain.token, code=code, **CODE) == (400, "invalid_grant")


@pytest.mark.parametrize("change", [{"AllowedOAuthFlows": ["implicit"]}, {"AllowedOAuthFlowsUserPoolClient": False}])
def test_a_client_without_the_code_flow_is_unauthorized(domain, change):
    domain.world.client.update(change)
    assert refusal(domain.token, code=domain.code(), **CODE) == (400, "unauthorized_client")


def test_a_disabled_user_gets_no_tokens_for_a_code(domain):
    code = domain.code()
    domain.world.admin("AdminDisableUser")
    assert refusal(domain.token, code=code, **CODE) == (400, "invalid_grant")


def test_a_secret_comes_in_the_header_or_in_the_form_but_not_in_both(domain):
    domain.make_confidential()
    code = domain.code()
    assert refusal(domain.token, code=code, **CODE) == (400, "invalid_client")
    assert refusal(domain.token, code=code, client_secret="wrong", **CODE) == (400, "invalid_client")
    assert refusal(domain.token, domain.basic("wrong"), code=code, **CODE) == (400, "invalid_client")
    assert refusal(domain.token, {"authorization": "Basic ???"}, code=code, **CODE) == (400, "invalid_client")
    both = {"code": code, "client_secret": SECRET, **CODE}
    assert refusal(domain.token, domain.basic(), **both) == (400, "invalid_request")
    assert refusal(domain.token, domain.basic(), code=code, client_id="another", **CODE) == (400, "invalid_request")
    assert "access_token" in domain.exchange(code, domain.basic(), client_id=domain.world.client["ClientId"])
    assert "access_token" in domain.exchange(domain.code(), client_secret=SECRET)


def test_a_wrong_secret_is_described(domain):
    domain.make_confidential()
    with pytest.raises(OAuthError) as refused:
        domain.token(code=domain.code(), client_secret="wrong", **CODE)
    assert refused.value.answer.content == {"error": "invalid_client", "error_description": "invalid_client_secret"}


def test_refreshed_tokens_keep_groups_scopes_and_the_time_of_the_sign_in(domain, clock: Clock):
    first = domain.exchange(domain.code())
    clock.advance(60)
    second = domain.refresh(first["refresh_token"])
    assert "refresh_token" not in second
    for name in ("access_token", "id_token"):
        before, after = claims(first[name]), claims(second[name])
        assert after["cognito:groups"] == ["staff"]
        assert (after["auth_time"], after["iat"] > before["iat"]) == (before["auth_time"], True)
    assert claims(second["access_token"])["scope"] == claims(first["access_token"])["scope"]


def test_a_group_joined_after_the_sign_in_is_in_refreshed_tokens(domain):
    first = domain.exchange(domain.code())
    domain.world.call("CreateGroup", UserPoolId=domain.world.pool["Id"], GroupName="admins")
    domain.world.admin("AdminAddUserToGroup", GroupName="admins")
    second = domain.refresh(first["refresh_token"])
    assert set(claims(second["access_token"])["cognito:groups"]) == {"staff", "admins"}


def test_refresh_tokens_of_the_api_and_of_the_endpoint_are_the_same(domain):
    assert "access_token" in domain.refresh(domain.world.tokens()["RefreshToken"])
    hosted = domain.exchange(domain.code())["refresh_token"]
    assert domain.world.of_client("GetTokensFromRefreshToken", RefreshToken=hosted)["AuthenticationResult"]


def test_refresh_tokens_rotate_here_too(domain):
    """Refresh token rotation."""
    domain.world.client["RefreshTokenRotation"] = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    first = domain.exchange(domain.code())["refresh_token"]
    second = domain.refresh(first)["refresh_token"]
    assert refusal(domain.token, grant_type="refresh_token", refresh_token=first) == (400, "invalid_grant")
    assert "refresh_token" in domain.refresh(second)


def test_a_missing_a_wrong_and_a_revoked_refresh_token_have_their_errors(domain):
    assert refusal(domain.token, grant_type="refresh_token") == (400, "invalid_request")
    wrong = {"grant_type": "refresh_token", "refresh_token": "nonsense"}
    assert refusal(domain.token, **wrong) == (400, "invalid_grant")
    mine = domain.exchange(domain.code())["refresh_token"]
    domain.world.of_client("RevokeToken", Token=mine)
    assert refusal(domain.token, grant_type="refresh_token", refresh_token=mine) == (400, "invalid_grant")


def test_a_client_that_may_not_refresh_is_unauthorized(domain):
    mine = domain.exchange(domain.code())["refresh_token"]
    domain.world.client["ExplicitAuthFlows"] = ["ALLOW_USER_SRP_AUTH"]
    refused = refusal(domain.token, grant_type="refresh_token", refresh_token=mine)
    assert refused == (400, "unauthorized_client")


@pytest.fixture
def machine(domain: Domain) -> Domain:
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")]
    pool = {"UserPoolId": domain.world.pool["Id"]}
    domain.world.call("CreateResourceServer", **pool, Identifier="orders", Name="orders", Scopes=scopes)
    domain.world.client.update(
        {
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": ["orders/read"],
            "ClientSecret": SECRET,
        }
    )
    return domain


def test_a_machine_gets_the_scopes_that_it_asks_for_or_all_its_own(machine):
    for asked in ({}, {"scope": "orders/read"}):
        content = machine.token(machine.basic(), grant_type="client_credentials", **asked).content
        assert set(content) == {"access_token", "expires_in", "token_type"}
        found = claims(content["access_token"])
        assert (found["scope"], found["client_id"]) == ("orders/read", machine.world.client["ClientId"])


def test_a_machine_does_not_get_more_than_it_has(machine):
    unknown = refusal(machine.token, machine.basic(), grant_type="client_credentials", scope="orders/none")
    assert unknown == (400, "invalid_scope")
    assert refusal(machine.token, machine.basic(), grant_type="client_credentials", scope="openid") == (
        400,
        "invalid_scope",
    )
    refused = refusal(machine.token, machine.basic(), grant_type="client_credentials", scope="orders/write")
    assert refused == (400, "invalid_grant")
    assert refusal(machine.token, grant_type="client_credentials") == (400, "invalid_client")


def test_a_machine_without_a_secret_gets_nothing(machine):
    machine.world.client["ClientSecret"] = None
    assert refusal(machine.token, grant_type="client_credentials") == (400, "invalid_client")


@pytest.mark.parametrize("change", [{"AllowedOAuthFlows": ["code"]}, {"AllowedOAuthFlowsUserPoolClient": False}])
def test_a_machine_without_the_grant_gets_nothing(machine, change):
    machine.world.client.update(change)
    assert refusal(machine.token, machine.basic(), grant_type="client_credentials") == (400, "invalid_grant")


def test_the_endpoint_takes_posts_only(domain):
    assert refusal(token.answer, Request("GET", {}, {})) == (405, "invalid_request")
