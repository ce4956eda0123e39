"""By "The token issuer endpoint" (TOKEN endpoint) of Cognito's developer guide, RFC 6749 and RFC 7636."""

import threading
from urllib.parse import urlencode

import pytest

from tests.local.cognito.asking import ask
from tests.local.cognito.oauth.domain import CHALLENGE, FORM, REDIRECT_URI, SECRET, VERIFIER, Domain, refusal
from tests.local.cognito.world import claims

CODE = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI}


def test_a_code_gives_tokens_with_nonce_groups_and_scopes(domain: Domain):
    content = domain.exchange(domain.code())
    assert (content["token_type"], content["expires_in"]) == ("Bearer", 3600)
    identity, access = claims(content["id_token"]), claims(content["access_token"])
    assert (identity["nonce"], identity["cognito:groups"], access["cognito:groups"]) == ("n-1", ["staff"], ["staff"])
    assert set(access["scope"].split()) == {"openid", "email"}


def test_an_answer_is_not_to_be_kept(domain):
    answer = domain.token(code=domain.code(), **CODE)
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"


def test_a_code_without_openid_gives_no_id_token(domain):
    assert "id_token" not in domain.exchange(domain.code(scope="profile"))
    assert "id_token" not in domain.exchange(domain.code(scope="aws.cognito.signin.user.admin"))


def test_a_code_works_once_and_for_five_minutes(domain):
    code = domain.code()
    domain.exchange(code)
    assert refusal(domain.token(code=code, **CODE)) == (400, "invalid_grant")
    late = domain.code()
    domain.world.advance(301)
    assert refusal(domain.token(code=late, **CODE)) == (400, "invalid_grant")


def test_of_many_who_come_with_a_code_at_once_one_gets_tokens(domain):
    code, answers = domain.code(), []
    threads = [
        threading.Thread(target=lambda: answers.append(domain.token(code=code, **CODE).status)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [400] * 7


def test_codes_that_nobody_has_come_for_are_let_go_of(domain):
    for _ in range(5):
        domain.code()
    domain.world.advance(301)
    domain.code()
    assert len(domain.world.engine.store.authorization_codes) == 1


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        # Case after case of it is reported; RFC 6749 section 5.2 has invalid_grant.
        ({"redirect_uri": f"{REDIRECT_URI}/"}, "unauthorized_client"),
        ({"redirect_uri": ""}, "invalid_request"),
        ({"code": ""}, "invalid_request"),
        ({"code": "unknown"}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"code_verifier": "w" * 64}, "invalid_grant"),
        ({"code_verifier": "ä"}, "invalid_grant"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_id": ""}, "invalid_request"),
        ({"client_id": "unknown"}, "invalid_client"),
        ({"client_secret": "none has been given"}, "invalid_client"),
        ({"resource": "no address"}, "invalid_target"),
    ],
)
def test_each_wrong_ingredient_has_its_error_and_does_not_cost_the_code(domain, wrong, error):
    code = domain.code(code_challenge=CHALLENGE)
    right = {**CODE, "code": code, "code_verifier": VERIFIER}
    assert refusal(domain.token(**{**right, **wrong})) == (400, error)
    assert "access_token" in domain.exchange(code, code_verifier=VERIFIER)


def test_another_clients_code_is_refused(domain):
    code = domain.code()
    other = Domain.with_client(domain.world)
    assert refusal(other.token(code=code, **CODE)) == (400, "invalid_grant")


@pytest.mark.parametrize("change", [{"AllowedOAuthFlows": ["implicit"]}, {"AllowedOAuthFlowsUserPoolClient": False}])
def test_a_client_without_the_code_flow_is_unauthorized(domain, change):
    domain.client.settings.update(change)
    assert refusal(domain.token(code=domain.code(), **CODE)) == (400, "unauthorized_client")


def test_a_disabled_user_gets_no_tokens_for_a_code(domain):
    code = domain.code()
    domain.world.admin("AdminDisableUser")
    assert refusal(domain.token(code=code, **CODE)) == (400, "invalid_grant")


def test_a_secret_comes_in_the_header_or_in_the_form_but_not_in_both(domain):
    domain.make_confidential()
    code = domain.code()
    assert refusal(domain.token(code=code, **CODE)) == (400, "invalid_client")
    assert refusal(domain.token(code=code, client_secret="wrong", **CODE)) == (400, "invalid_client")
    assert refusal(domain.token(domain.basic("wrong"), code=code, **CODE)) == (400, "invalid_client")
    assert refusal(domain.token({"authorization": "Basic ???"}, code=code, **CODE)) == (400, "invalid_client")
    both = {"code": code, "client_secret": SECRET, **CODE}
    assert refusal(domain.token(domain.basic(), **both)) == (400, "invalid_request")
    assert refusal(domain.token(domain.basic(), code=code, client_id="another", **CODE)) == (400, "invalid_request")
    assert "access_token" in domain.exchange(code, domain.basic(), client_id=domain.client_id)
    assert "access_token" in domain.exchange(domain.code(), client_secret=SECRET)


def test_the_second_secret_works_wherever_the_first_does(domain):
    domain.make_confidential()
    domain.client.secrets.append({"ClientSecretId": "2", "ClientSecretValue": "another-secret"})
    for secret in (SECRET, "another-secret"):
        tokens = domain.exchange(domain.code(), domain.basic(secret))
        assert domain.revoke(domain.basic(secret), token=tokens["refresh_token"]).status == 200


def test_a_wrong_secret_is_described(domain):
    domain.make_confidential()
    answer = domain.token(code=domain.code(), client_secret="wrong", **CODE)
    assert answer.json() == {"error": "invalid_client", "error_description": "invalid_client_secret"}


def test_parameters_are_read_from_the_address_too(domain):
    query = urlencode({**CODE, "code": domain.code()})
    assert domain.token(None, query, client_id=domain.client_id).status == 200


def test_no_parameter_comes_twice(domain):
    right = urlencode({**CODE, "code": domain.code(), "client_id": domain.client_id})
    engine = domain.world.engine
    for query, body in (("", f"{right}&code=x"), (right, right), ("scope=a", f"{right}&scope=a")):
        answer = ask(engine, f"/oauth2/token?{query}", method="POST", headers=FORM, body=body.encode())
        assert refusal(answer) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"grant_type=client_credentials", "text/plain"),
        (b"grant_type=client_credentials", ""),
        (b"grant_type=%ff%fe", FORM["content-type"]),
        (b"\xff\xfe=1", FORM["content-type"]),
        (b"&".join(b"a%d=1" % number for number in range(1000)), FORM["content-type"]),
        (b"", FORM["content-type"]),
    ],
)
def test_what_is_no_form_is_an_invalid_request(domain, body, content_type):
    engine = domain.world.engine
    answer = ask(engine, "/oauth2/token", method="POST", headers={"content-type": content_type}, body=body)
    assert refusal(answer) == (400, "invalid_request")


@pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/revoke", "/oauth2/register"])
def test_a_huge_form_is_refused(domain, path):
    answer = ask(domain.world.engine, path, method="POST", headers=FORM, body=b"a=" + b"x" * 500_000)
    assert refusal(answer) == (413, "invalid_request")
    assert answer.headers["connection"] == "close"


def test_refreshed_tokens_keep_groups_scopes_and_the_time_of_the_sign_in(domain):
    first = domain.exchange(domain.code())
    domain.world.advance(60)
    second = domain.refresh(first["refresh_token"])
    assert "refresh_token" not in second
    for name in ("access_token", "id_token"):
        before, after = claims(first[name]), claims(second[name])
        assert after["cognito:groups"] == ["staff"]
        assert (after["auth_time"], after["iat"] > before["iat"]) == (before["auth_time"], True)
    assert claims(second["access_token"])["scope"] == claims(first["access_token"])["scope"]


def test_a_group_joined_after_the_sign_in_is_in_refreshed_tokens(domain):
    first = domain.exchange(domain.code())
    domain.join("admins")
    second = domain.refresh(first["refresh_token"])
    assert set(claims(second["access_token"])["cognito:groups"]) == {"staff", "admins"}


def test_refresh_tokens_of_the_api_and_of_the_endpoint_are_the_same(domain):
    api = domain.sign_in_through_the_api()["RefreshToken"]
    assert {"access_token", "id_token"} <= domain.refresh(api).keys()
    hosted = domain.exchange(domain.code())["refresh_token"]
    assert domain.world.of_client("GetTokensFromRefreshToken", RefreshToken=hosted)["AuthenticationResult"]


def test_refresh_tokens_rotate_here_too(domain):
    """Refresh token rotation."""
    domain.client.settings["RefreshTokenRotation"] = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    first = domain.exchange(domain.code())["refresh_token"]
    second = domain.refresh(first)["refresh_token"]
    assert refusal(domain.token(grant_type="refresh_token", refresh_token=first)) == (400, "invalid_grant")
    assert "refresh_token" in domain.refresh(second)


def test_a_missing_a_wrong_and_a_revoked_refresh_token_have_their_errors(domain):
    assert refusal(domain.token(grant_type="refresh_token")) == (400, "invalid_request")
    wrong = {"grant_type": "refresh_token", "refresh_token": "nonsense"}
    assert refusal(domain.token(**wrong)) == (400, "invalid_grant")
    mine = domain.exchange(domain.code())["refresh_token"]
    domain.revoke(token=mine)
    answer = domain.token(grant_type="refresh_token", refresh_token=mine)
    assert (answer.status, answer.json()) == (400, {"error": "invalid_grant"})


def test_who_came_through_the_pages_always_refreshes_and_who_came_through_the_api_where_the_client_allows_it(domain):
    """The guide's page on the token endpoint says so; its older edition knew no exception."""
    hosted = domain.exchange(domain.code())["refresh_token"]
    api = domain.sign_in_through_the_api()["RefreshToken"]
    domain.client.settings["ExplicitAuthFlows"] = ["ALLOW_USER_SRP_AUTH"]
    assert "access_token" in domain.refresh(hosted)
    refused = domain.token(grant_type="refresh_token", refresh_token=api)
    assert refusal(refused) == (400, "unauthorized_client")


def test_the_endpoint_takes_posts_only(domain):
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
        answer = ask(domain.world.engine, "/oauth2/token", method=method)
        assert (answer.status, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke", "/oauth2/register"])
def test_another_user_of_the_machine_is_not_answered(domain, path):
    answer = ask(domain.world.engine, path, method="POST", headers=FORM, own_user=False)
    assert answer.status == 403
