import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycognito.aws_srp import AWSSRP  # type: ignore[import-untyped,unused-ignore]

from automation.errors import DriverError
from automation.tokens.challenges.secure_remote_password import (
    Identity,
    KeyPair,
    claim,
    device_verifier,
    premaster_secret,
)
from cognito_model.srp_group import G, N

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SECRET_BLOCK = base64.b64encode(b"a block of Cognito's").decode()
NUMBERS = st.integers(min_value=1, max_value=2**1024)
SALTS = st.binary(min_size=16, max_size=16).filter(lambda salt: salt[0] != 0)
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)

# RFC 5054, appendix B
RFC_N = int(
    "EEAF0AB9ADB38DD69C33F80AFA8FC5E86072618775FF3C0B9EA2314C9C256576D674DF7496EA81D3383B4813D692C6E0E0D5D8E250B98BE4"
    "8E495C1D6089DAD15DC7D7B46154D6B6CE8EF4AD69B15D4982559B297BCF1885C529F566660E57EC68EDBC3C05726CC02FD4CBF4976EAA9A"
    "FD5138FE8376435B9FC61D2FC0EB06E3",
    16,
)
RFC_K = 0x7556AA045AEF2CDD07ABAF0F665C3E818913186F
RFC_X = 0x94B7555AABE9127CC58CCF4993DB6CF84D16C124
RFC_A = 0x60975527035CF2AD1989806F0407210BC81EDC04E2762A56AFD529DDDA2D4393
RFC_B = 0xE487CB59D31AC550471E81F00F6928E01DDA08E974A004F49E61F5D105284D20
RFC_U = 0xCE38B9593487DA98554ED47D70A7AE5F462EF019
RFC_SECRET = int(
    "B0DC82BABCF30674AE450C0287745E7990A3381F63B387AAF271A10D233861E359B48220F7C4693C9AE12B0A6F67809F0876E2D013800D6C"
    "41BB59B6D5979B5C00A172B4A2A5903A0BDCAF8A709585EB2AFAFA8F3499B200210DCC1F10EB33943CD67FC88A2F39A4BE5BEC4EC0A3212D"
    "C346D7E474B29EDE8A469FFECA686E5A",
    16,
)


def reference(keys: KeyPair, pool_id: str, password: str) -> AWSSRP:
    """Another implementation, with the same keys."""
    other = AWSSRP("jane", password, pool_id, "client", client=object())
    other.small_a_value, other.large_a_value = keys.secret, keys.public
    return other


def test_the_premaster_secret_is_that_of_rfc_5054():
    server_public = (RFC_K * pow(2, RFC_X, RFC_N) + pow(2, RFC_B, RFC_N)) % RFC_N

    assert premaster_secret(RFC_N, 2, RFC_K, RFC_X, RFC_A, RFC_U, server_public) == RFC_SECRET


@settings(max_examples=10)
@given(secret=NUMBERS, server=NUMBERS, salt=SALTS, user=WORDS, password=WORDS)
def test_a_claim_is_what_another_implementation_computes(secret, server, salt, user, password):
    keys, pool_id = KeyPair(secret), "eu-west-1_AbCdEf123"
    parameters = {"SALT": salt.hex(), "SRP_B": f"{pow(G, server, N):x}", "SECRET_BLOCK": SECRET_BLOCK}

    claimed = claim(keys, Identity("AbCdEf123", user, password), parameters, NOW)

    key = reference(keys, pool_id, password).get_password_authentication_key(
        user, password, int(parameters["SRP_B"], 16), parameters["SALT"]
    )
    message = b"AbCdEf123" + user.encode() + base64.b64decode(SECRET_BLOCK) + claimed["TIMESTAMP"].encode()
    expected = base64.b64encode(hmac.digest(bytes(key), message, hashlib.sha256)).decode()
    assert claimed["PASSWORD_CLAIM_SIGNATURE"] == expected


def test_the_timestamp_is_in_english_and_its_day_is_not_padded():
    parameters = {"SALT": "ab" * 16, "SRP_B": "5", "SECRET_BLOCK": SECRET_BLOCK}

    claimed = claim(KeyPair(7), Identity("AbC", "jane", "pw"), parameters, NOW)

    assert claimed["TIMESTAMP"] == "Wed Mar 4 05:06:07 UTC 2026"


def test_a_devices_verifier_is_what_a_server_can_check_its_claim_with():
    identity = Identity("group", "eu-west-1_key", "secret")

    config = device_verifier(identity, bytes.fromhex("ff" * 16))

    salt = int.from_bytes(base64.b64decode(config["Salt"]), "big")
    assert salt == int("ff" * 16, 16)
    assert base64.b64decode(config["Salt"])[0] == 0  # a positive number, as Java reads it
    assert int.from_bytes(base64.b64decode(config["PasswordVerifier"]), "big") == identity.verifier(salt)


@pytest.mark.parametrize("server_public", ["0", f"{N:x}", f"{2 * N:x}"])
def test_a_server_key_that_proves_nothing_stops_the_exchange(server_public):
    parameters = {"SALT": "ab" * 16, "SRP_B": server_public, "SECRET_BLOCK": SECRET_BLOCK}

    with pytest.raises(DriverError, match=r"public key .* is invalid"):
        claim(KeyPair(7), Identity("AbC", "jane", "pw"), parameters, NOW)


@pytest.mark.parametrize("parameters", [{}, {"SALT": "zz", "SRP_B": "5", "SECRET_BLOCK": SECRET_BLOCK}])
def test_parameters_that_make_no_sense_are_refused(parameters):
    with pytest.raises(DriverError, match="SALT, SRP_B or SECRET_BLOCK"):
        claim(KeyPair(7), Identity("AbC", "jane", "pw"), parameters, NOW)


def test_two_sign_ins_share_no_key_and_none_is_shown():
    one, other = KeyPair.generate(), KeyPair.generate()

    assert one.secret != other.secret
    assert str(one.secret) not in repr(one)
    assert "hush" not in repr(Identity("group", "name", "hush"))
