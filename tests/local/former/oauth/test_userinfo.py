"""By "The user attributes endpoint" (userInfo endpoint) of Cognito's developer guide."""

import pytest

from local.former.oauth import userinfo
from local.former.oauth.answers import Request
from tests.local.former.oauth.grants import Domain, refusal


def of_scope(domain: Domain, scope: str) -> dict[str, str]:
    answer = domain.userinfo(domain.exchange(domain.code(scope=scope))["access_token"])
    assert answer.status == 200
    return dict(answer.content or {})


def test_openid_alone_shows_every_attribute_and_more_scopes_their_own(domain):
    assert {"sub", "email", "phone_number", "name", "username"} <= of_scope(domain, "openid").keys()
    assert of_scope(domain, "openid email").keys() == {"sub", "email", "email_verified", "username"}
    found = of_scope(domain, "openid profile").keys()
    assert ("name" in found, "email" in found, "phone_number" in found) == (True, False, False)


def test_attributes_that_the_client_may_not_read_stay_hidden(domain):
    domain.world.client["ReadAttributes"] = ["name"]
    assert of_scope(domain, "openid").keys() == {"sub", "name", "username"}


@pytest.mark.parametrize("header", [{}, {"authorization": "Basic YTpi"}, {"authorization": "Bearer "}])
def test_a_request_without_a_token_is_a_bad_one(domain, header):
    answer = userinfo.answer(Request("GET", header, {}))
    assert answer.content
    assert (answer.status, answer.content["error"]) == (400, "invalid_request")
    assert 'error="invalid_request"' in answer.headers["WWW-Authenticate"]


def test_id_tokens_tokens_without_openid_and_nonsense_are_refused(domain):
    first = domain.exchange(domain.code())
    for wrong in (first["id_token"], domain.world.tokens()["AccessToken"], "nonsense"):
        answer = domain.userinfo(wrong)
        assert answer.content
        assert (answer.status, answer.content["error"]) == (401, "invalid_token")
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_token_of_who_has_signed_out_or_is_disabled_is_refused(domain):
    first = domain.exchange(domain.code())["access_token"]
    domain.world.call("AdminUserGlobalSignOut", UserPoolId=domain.world.pool["Id"], Username="ada")
    assert refusal(domain.userinfo, first) == (401, "invalid_token")
    second = domain.exchange(domain.code())["access_token"]
    domain.world.admin("AdminDisableUser")
    assert refusal(domain.userinfo, second) == (401, "invalid_token")
