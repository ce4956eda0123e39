"""By "The token revocation endpoint" of Cognito's developer guide, and RFC 7009."""

from tests.local.former.oauth.grants import Domain, refusal


def test_a_revoked_token_takes_its_access_tokens_along(domain: Domain):
    tokens = domain.exchange(domain.code())
    answer = domain.revoke(token=tokens["refresh_token"])
    assert (answer.status, answer.content) == (200, None)
    assert (
        refusal(domain.token, grant_type="refresh_token", refresh_token=tokens["refresh_token"])[1] == "invalid_grant"
    )
    assert refusal(domain.userinfo, tokens["access_token"]) == (401, "invalid_token")


def test_what_is_no_token_and_what_is_revoked_already_are_as_good_as_revoked(domain):
    token = domain.exchange(domain.code())["refresh_token"]
    for given in (token, token, "nonsense"):
        assert domain.revoke(token=given).status == 200


def test_each_refusal_has_its_error(domain):
    tokens = domain.exchange(domain.code())
    assert refusal(domain.revoke) == (400, "invalid_request")
    assert refusal(domain.revoke, token=tokens["access_token"]) == (400, "unsupported_token_type")
    assert refusal(domain.revoke, client_id="unknown", token=tokens["refresh_token"]) == (401, "invalid_client")
    other = domain.world.add_client()["ClientId"]
    refused = refusal(domain.revoke, client_id=other, token=tokens["refresh_token"])
    assert refused == (400, "unauthorized_client")
    domain.world.client["EnableTokenRevocation"] = False
    assert refusal(domain.revoke, token=tokens["refresh_token"]) == (400, "invalid_request")
    domain.world.client["EnableTokenRevocation"] = True
    domain.make_confidential()
    assert refusal(domain.revoke, token=tokens["refresh_token"]) == (401, "invalid_client")
    assert refusal(domain.revoke, domain.basic("wrong"), token=tokens["refresh_token"]) == (401, "invalid_client")
    assert domain.revoke(domain.basic(), token=tokens["refresh_token"]).status == 200
