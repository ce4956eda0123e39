"""By "The user attributes endpoint" (userInfo endpoint) of Cognito's developer guide."""

import pytest

from local.cognito.tokens.jwt import claims_of
from tests.local.cognito.asking import ask
from tests.local.cognito.oauth.domain import Domain, refusal


def of_scope(domain: Domain, scope: str) -> dict[str, str]:
    answer = domain.userinfo(domain.exchange(domain.code(scope=scope))["access_token"])
    assert answer.status == 200
    found: dict[str, str] = answer.json()
    return found


def test_openid_alone_shows_every_attribute_and_more_scopes_their_own(domain):
    assert {"sub", "email", "phone_number", "name", "username"} <= of_scope(domain, "openid").keys()
    assert of_scope(domain, "openid email").keys() == {"sub", "email", "email_verified", "username"}
    found = of_scope(domain, "openid profile").keys()
    assert ("name" in found, "email" in found, "phone_number" in found) == (True, False, False)


def test_a_flag_is_a_text(domain):
    assert of_scope(domain, "openid email")["email_verified"] == "true"


def test_attributes_that_the_client_may_not_read_stay_hidden(domain):
    domain.client.settings["ReadAttributes"] = ["name"]
    assert of_scope(domain, "openid").keys() == {"sub", "name", "username"}


def test_it_answers_posts_too(domain):
    token = domain.exchange(domain.code())["access_token"]
    assert domain.userinfo(token, "POST").json() == domain.userinfo(token).json()
    assert domain.userinfo(token, "PUT").status == 405


@pytest.mark.parametrize("header", [{}, {"authorization": "Basic YTpi"}, {"authorization": "Bearer "}])
def test_a_request_without_a_token_is_a_bad_one(domain, header):
    answer = ask(domain.world.engine, "/oauth2/userInfo", headers=header)
    assert refusal(answer) == (400, "invalid_request")
    assert 'error="invalid_request"' in answer.headers["www-authenticate"]


def test_id_tokens_tokens_without_openid_and_nonsense_are_refused(domain):
    first = domain.exchange(domain.code())
    without_openid = domain.exchange(domain.code(scope="email"))["access_token"]
    for wrong in (first["id_token"], without_openid, "nonsense", f"{first['access_token']}x", "a.b.c"):
        answer = domain.userinfo(wrong)
        assert refusal(answer) == (401, "invalid_token")
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_token_of_who_has_signed_out_or_is_disabled_is_refused(domain):
    first = domain.exchange(domain.code())["access_token"]
    domain.world.admin("AdminUserGlobalSignOut")
    assert refusal(domain.userinfo(first)) == (401, "invalid_token")
    second = domain.exchange(domain.code())["access_token"]
    domain.world.admin("AdminDisableUser")
    assert refusal(domain.userinfo(second)) == (401, "invalid_token")


def test_a_token_that_has_expired_is_refused(domain):
    token = domain.exchange(domain.code())["access_token"]
    domain.world.advance(claims_of(token)["exp"] - domain.world.engine.clock.now() + 1)
    assert refusal(domain.userinfo(token)) == (401, "invalid_token")
