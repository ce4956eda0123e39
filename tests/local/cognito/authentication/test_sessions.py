import pytest

from local.cognito.authentication import sessions
from tests.local.cognito.world import error_of


@pytest.fixture
def client(world):
    return world.pool.clients[world.client_id]


def begin(world, client, challenge="SMS_MFA", **remembered):
    with world.engine.calling(world.pool) as call:
        return sessions.begin(call, client, "ada", challenge, **remembered)


def find(world, token, *challenges):
    with world.engine.calling(world.pool) as call:
        return sessions.find(call, world.pool, token, *(challenges or ("SMS_MFA",)))


def take(world, token):
    with world.engine.calling(world.pool) as call:
        sessions.take(call, sessions.find(call, world.pool, token, "SMS_MFA"))


def test_a_session_remembers_what_its_answer_needs(world, client):
    token = begin(world, client, code="123456")
    assert find(world, token).remembered == {"code": "123456"}
    assert find(world, token).username == "ada"


def test_a_session_is_taken_once(world, client):
    token = begin(world, client, code="123456")
    take(world, token)
    refused = error_of(find, world, token)
    assert refused == ("NotAuthorizedException", "Invalid session for the user, session can only be used once.")


def test_a_session_answers_its_own_challenge_only(world, client):
    assert error_of(find, world, begin(world, client), "EMAIL_OTP")[1] == "Invalid session for the user."


def test_nobodys_session_is_refused(world):
    assert error_of(find, world, "x" * 30) == ("NotAuthorizedException", "Invalid session for the user.")
    assert error_of(find, world, None) == ("InvalidParameterException", "Missing required parameter Session")


def test_a_session_lives_three_minutes(world, client):
    token = begin(world, client)
    world.advance(179)
    find(world, token)
    world.advance(2)
    assert error_of(find, world, token)[1] == "Invalid session for the user, session is expired."


def test_a_client_says_how_long_its_sessions_live(world):
    made = world.add_client(AuthSessionValidity=15)
    token = begin(world, world.pool.clients[made["ClientId"]])
    world.advance(14 * 60)
    find(world, token)
    world.advance(61)
    assert "expired" in error_of(find, world, token)[1]


def test_the_text_of_a_session_is_not_kept(world, client):
    token = begin(world, client)
    assert all(token not in str(one.to_json()) for one in world.pool.sessions.values())


def test_expired_sessions_go(world, client):
    for _ in range(100):
        begin(world, client)
    world.advance(200)
    for _ in range(20):
        begin(world, client)
    assert len(world.pool.sessions) == 20
