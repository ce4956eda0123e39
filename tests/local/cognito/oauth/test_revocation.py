"""By "The token revocation endpoint" of Cognito's developer guide, and RFC 7009."""

from tests.local.cognito.asking import ask
from tests.local.cognito.oauth.domain import Domain, refusal


def test_a_revoked_token_takes_its_access_tokens_along(domain: Domain):
    tokens = domain.exchange(domain.code())
    answer = domain.revoke(token=tokens["refresh_token"])
    assert (answer.status, answer.body) == (200, b"")
    refused = domain.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refusal(refused) == (400, "invalid_grant")
    assert refusal(domain.userinfo(tokens["access_token"])) == (401, "invalid_token")


def test_what_is_no_token_and_what_is_revoked_already_are_as_good_as_revoked(domain):
    token = domain.exchange(domain.code())["refresh_token"]
    for given in (token, token, "nonsense"):
        assert domain.revoke(token=given).status == 200


def test_each_refusal_has_its_error(domain):
    tokens = domain.exchange(domain.code())
    token = tokens["refresh_token"]
    assert refusal(domain.revoke()) == (400, "invalid_request")
    assert refusal(domain.revoke(token=tokens["access_token"])) == (400, "unsupported_token_type")
    assert refusal(domain.revoke(client_id="unknown", token=token)) == (401, "invalid_client")
    other = domain.world.add_client()["ClientId"]
    assert refusal(domain.revoke(client_id=other, token=token)) == (400, "unauthorized_client")
    domain.client.settings["EnableTokenRevocation"] = False
    assert refusal(domain.revoke(token=token)) == (400, "invalid_request")
    domain.client.settings["EnableTokenRevocation"] = True
    domain.make_confidential()
    assert refusal(domain.revoke(token=token)) == (401, "invalid_client")
    assert refusal(domain.revoke(domain.basic("wrong"), token=token)) == (401, "invalid_client")
    assert domain.revoke(domain.basic(), token=token).status == 200


def test_it_takes_posts_only(domain):
    assert ask(domain.world.engine, "/oauth2/revoke").status == 405
