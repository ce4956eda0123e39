"""RFC 5054 and RFC 5869 with Cognito's parameters; pycognito is the client."""

import base64

import pytest

from cognito_model.srp_group import N
from local.cognito.authentication import srp
from local.cognito.authentication.srp import canonical_timestamp
from local.cognito.passwords import password_hash, set_password
from tests.local.cognito.srp_client import Client
from tests.local.cognito.world import PASSWORD, claims, error_of

WRONG = ("NotAuthorizedException", "Incorrect username or password.")
PROOF = {
    "USERNAME": "ada",
    "TIMESTAMP": "Tue Apr 5 07:21:03 UTC 2026",
    "PASSWORD_CLAIM_SIGNATURE": "AAAA",
    "PASSWORD_CLAIM_SECRET_BLOCK": "AAAA",
}


@pytest.fixture(autouse=True)
def _utcnow_is_pycognitos_business(recwarn: pytest.WarningsRecorder) -> None:
    """It calls what Python has deprecated."""


def test_a_password_is_proved_without_being_sent(world):
    world.add_user()
    client = Client(world)
    challenge = client.start()
    assert set(challenge) == {"ChallengeName", "ChallengeParameters"}
    assert set(challenge["ChallengeParameters"]) == {"SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP"}
    result = client.prove(challenge)["AuthenticationResult"]
    assert claims(result["AccessToken"])["username"] == "ada"


def test_salts_are_numbers_of_their_whole_length(world):
    """JavaScript clients read the salt as a number and hash that."""
    user = world.add_user()
    for _ in range(2000):
        set_password(user, PASSWORD)
        assert user.salt[0] != 0


@pytest.mark.parametrize("first", [0x01, 0x7F, 0x80, 0xFF])
def test_passwords_of_any_salt_are_proved(world, first):
    user = world.add_user()
    user.salt = bytes([first]) + user.salt[1:]
    user.password_hash = password_hash(user, PASSWORD, user.salt)
    client = Client(world)
    assert "AuthenticationResult" in client.prove(client.start())


def test_a_wrong_password_proves_nothing_and_counts(world):
    user = world.add_user()
    client = Client(world, password="Wrong-horse1")
    challenge = client.start()
    assert error_of(client.prove, challenge) == WRONG
    assert user.failures == 1


def test_a_proof_is_taken_once_and_tried_until_then(world):
    world.add_user()
    client = Client(world)
    challenge = client.start()
    signature = base64.b64encode(b"x" * 32).decode()
    assert error_of(client.prove, challenge, PASSWORD_CLAIM_SIGNATURE=signature) == WRONG
    client.prove(challenge)
    assert error_of(client.prove, challenge) == WRONG


def test_a_proof_for_somebody_else_or_of_another_challenge_is_none(world):
    world.add_user()
    world.add_user("bob", email="bob@example.com")
    client = Client(world)
    first, second = client.start(), client.start()
    assert error_of(client.prove, first, USERNAME="bob")[0] == "NotAuthorizedException"
    block = second["ChallengeParameters"]["SECRET_BLOCK"]
    assert error_of(client.prove, first, PASSWORD_CLAIM_SECRET_BLOCK=block) == WRONG


def test_a_challenge_expires(world):
    world.add_user()
    client = Client(world)
    challenge = client.start()
    world.advance(181)
    assert error_of(client.prove, challenge) == WRONG


def test_the_state_of_a_user_is_told_with_the_proof(world):
    user = world.add_user()
    client = Client(world)
    user.status = "UNCONFIRMED"
    assert error_of(client.prove, client.start())[0] == "UserNotConfirmedException"
    user.status = "RESET_REQUIRED"
    assert error_of(client.prove, client.start())[0] == "PasswordResetRequiredException"
    user.enabled = False
    assert error_of(client.prove, client.start()) == ("NotAuthorizedException", "User is disabled.")


def test_somebody_who_does_not_exist_gets_the_same_salt_and_id_each_time(world):
    world.client_record.settings["PreventUserExistenceErrors"] = "ENABLED"
    client = Client(world, "nobody")
    first, second = (client.start()["ChallengeParameters"] for _ in range(2))
    assert (first["SALT"], first["USER_ID_FOR_SRP"]) == (second["SALT"], second["USER_ID_FOR_SRP"])
    assert first["SRP_B"] != second["SRP_B"]
    assert error_of(client.prove, {"ChallengeParameters": first}) == WRONG


def test_a_user_without_a_password_cannot_be_told_from_one_with_another(world):
    user = world.add_user()
    user.salt = user.password_hash = b""
    client = Client(world)
    assert error_of(client.prove, client.start()) == WRONG


@pytest.mark.parametrize("a", [0, N, 2 * N])
def test_a_public_value_that_makes_any_password_right_is_refused(world, a):
    """RFC 5054 section 2.5.4."""
    world.add_user()
    given = {"USERNAME": "ada", "SRP_A": format(a, "x")}
    assert error_of(world.of_client, "InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters=given) == WRONG


def test_a_public_value_that_is_no_number_is_refused(world):
    world.add_user()
    given = {"USERNAME": "ada", "SRP_A": "xyz"}
    code, message = error_of(world.of_client, "InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters=given)
    assert (code, "'sRPA' failed to satisfy constraint" in message) == ("InvalidParameterException", True)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"USERNAME": ""}, "Missing required parameter USERNAME"),
        ({"TIMESTAMP": ""}, "Missing required parameter TIMESTAMP"),
        ({"PASSWORD_CLAIM_SIGNATURE": ""}, "Missing required parameter PASSWORD_CLAIM_SIGNATURE"),
        ({"PASSWORD_CLAIM_SECRET_BLOCK": ""}, "Missing required parameter PASSWORD_CLAIM_SECRET_BLOCK"),
        ({"TIMESTAMP": "yesterday"}, "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english."),
        (
            {"PASSWORD_CLAIM_SIGNATURE": "!"},
            "Invalid PASSWORD_CLAIM_SIGNATURE format. Must be a Base64 string.",
        ),
    ],
)
def test_a_proof_of_another_form_is_refused(world, changed, message):
    world.add_user()
    given = {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": {**PROOF, **changed}}
    assert error_of(world.of_client, "RespondToAuthChallenge", **given) == ("InvalidParameterException", message)


def test_an_answer_without_responses_is_refused(world):
    refused = error_of(world.of_client, "RespondToAuthChallenge", ChallengeName="PASSWORD_VERIFIER")
    assert refused == ("InvalidParameterException", "Missing required parameter challenge responses.")


@pytest.mark.parametrize(
    ("given", "signed"),
    [
        ("Sun Apr 5 07:21:03 UTC 2026", "Sun Apr 5 07:21:03 UTC 2026"),
        ("Mon Apr 05 07:21:03 GMT 2026", "Sun Apr 5 07:21:03 UTC 2026"),
        ("sun APR 5 07:21:03 UTC 2026", "Sun Apr 5 07:21:03 UTC 2026"),
        ("Sun Apr 31 07:21:03 UTC 2026", None),
        ("2026-04-05T07:21:03Z", None),
        ("Sun Apr 5 07:21:03 CET 2026", None),
        ("Sun Apr 5 07:21:03 UTC 2026\n", None),
    ],
)
def test_a_timestamp_is_read_leniently_and_signed_strictly(given, signed):
    assert canonical_timestamp(given) == signed


def test_numbers_are_padded_as_javas(world):
    assert srp.padded(0x7F) == b"\x7f"
    assert srp.padded(0x80) == b"\x00\x80"
    assert srp.padded(0x100) == b"\x01\x00"


def test_devices_and_choices_begin_with_the_same_proof(world):
    world.add_user()
    client = Client(world)
    challenge = client.start("USER_AUTH", PREFERRED_CHALLENGE="PASSWORD_SRP")
    assert "AuthenticationResult" in client.prove(challenge)
