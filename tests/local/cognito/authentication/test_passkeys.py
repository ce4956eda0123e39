"""By "Passkey sign-in" and the reference of StartWebAuthnRegistration and its sisters; soft-webauthn is the browser."""

import json
from typing import Any

import pytest
from soft_webauthn import SoftWebauthnDevice
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from tests.local.cognito.sign_in_world import SignInWorld
from tests.local.cognito.world import claims, error_of

ORIGIN = "https://auth.example.com"


def as_bytes(options: dict[str, Any]) -> dict[str, Any]:
    """What a page makes of the options before it calls `navigator.credentials`."""
    found = {**options, "challenge": base64url_to_bytes(options["challenge"])}
    if "user" in found:
        found["user"] = {**found["user"], "id": base64url_to_bytes(found["user"]["id"])}
    return {"publicKey": found}


def as_json(credential: dict[str, Any]) -> dict[str, Any]:
    """PublicKeyCredential.toJSON."""

    def text(value: Any) -> Any:
        return bytes_to_base64url(value) if isinstance(value, bytes) else value

    identifier = bytes_to_base64url(credential["rawId"])
    response = {name: text(value) for name, value in credential["response"].items()}
    return {**credential, "id": identifier, "rawId": identifier, "response": response}


def register(world: SignInWorld, token: str, *, origin: str = ORIGIN) -> SoftWebauthnDevice:
    options = world.call("StartWebAuthnRegistration", AccessToken=token)["CredentialCreationOptions"]
    device = SoftWebauthnDevice()
    credential = as_json(device.create(as_bytes(options), origin))
    world.call("CompleteWebAuthnRegistration", AccessToken=token, Credential=credential)
    return device


def credential_of(device: SoftWebauthnDevice, challenge: dict[str, Any], origin: str = ORIGIN) -> str:
    options = json.loads(challenge["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    return json.dumps(as_json(device.get(as_bytes(options), origin)))


@pytest.fixture
def token(world: SignInWorld) -> str:
    world.allow_factors("WEB_AUTHN")
    party = {"RelyingPartyId": "auth.example.com", "UserVerification": "preferred"}
    world.pool.mfa["WebAuthnConfiguration"] = party
    world.add_user()
    return str(world.tokens()["AccessToken"])


def test_a_registered_passkey_signs_in(world, token):
    device = register(world, token)
    challenge = world.start("USER_AUTH", PREFERRED_CHALLENGE="WEB_AUTHN")
    result = world.answer(challenge, CREDENTIAL=credential_of(device, challenge))["AuthenticationResult"]
    assert claims(result["AccessToken"])["username"] == "ada"


def test_a_passkey_is_offered_once_there_is_one(world, token):
    assert "WEB_AUTHN" not in world.start("USER_AUTH")["AvailableChallenges"]
    register(world, token)
    choice = world.start("USER_AUTH")
    assert "WEB_AUTHN" in choice["AvailableChallenges"]
    assert world.answer(choice, ANSWER="WEB_AUTHN")["ChallengeName"] == "WEB_AUTHN"


def test_another_passkey_another_challenge_or_another_page_do_not_sign_in(world, token):
    device = register(world, token)
    stranger = SoftWebauthnDevice()
    stranger.cred_init("auth.example.com", b"ada")
    first = world.start("USER_AUTH", PREFERRED_CHALLENGE="WEB_AUTHN")
    second = world.start("USER_AUTH", PREFERRED_CHALLENGE="WEB_AUTHN")
    impostor = stranger
    impostor.credential_id = device.credential_id
    for credential in (
        credential_of(impostor, second),
        credential_of(device, first),
        credential_of(device, second, "https://auth.example.org"),
        "{}",
        "nonsense",
    ):
        assert error_of(world.answer, second, CREDENTIAL=credential)[0] == "NotAuthorizedException"
    assert "AuthenticationResult" in world.answer(second, CREDENTIAL=credential_of(device, second))


def test_a_replayed_registration_and_one_from_elsewhere_are_refused(world, token):
    assert error_of(register, world, token, origin="https://evil.example")[0] == "WebAuthnOriginNotAllowedException"
    options = world.call("StartWebAuthnRegistration", AccessToken=token)["CredentialCreationOptions"]
    credential = as_json(SoftWebauthnDevice().create(as_bytes(options), ORIGIN))
    world.call("CompleteWebAuthnRegistration", AccessToken=token, Credential=credential)
    again = {"AccessToken": token, "Credential": credential}
    assert error_of(world.call, "CompleteWebAuthnRegistration", **again)[0] == "WebAuthnChallengeNotFoundException"
    world.call("StartWebAuthnRegistration", AccessToken=token)
    assert error_of(world.call, "CompleteWebAuthnRegistration", **again)[0] == "InvalidParameterException"
    world.call("StartWebAuthnRegistration", AccessToken=token)
    world.advance(301)
    assert error_of(world.call, "CompleteWebAuthnRegistration", **again)[0] == "WebAuthnChallengeNotFoundException"


def test_client_data_of_any_depth_is_refused(world, token):
    options = world.call("StartWebAuthnRegistration", AccessToken=token)["CredentialCreationOptions"]
    credential = as_json(SoftWebauthnDevice().create(as_bytes(options), ORIGIN))
    credential["response"]["clientDataJSON"] = bytes_to_base64url(b"[" * 100_000)
    given = {"AccessToken": token, "Credential": credential}
    assert error_of(world.call, "CompleteWebAuthnRegistration", **given)[0] == "InvalidParameterException"


def test_passkeys_are_listed_and_deleted(world, token):
    register(world, token)
    (listed,) = world.call("ListWebAuthnCredentials", AccessToken=token)["Credentials"]
    assert listed["RelyingPartyId"] == "auth.example.com"
    delete = {"AccessToken": token, "CredentialId": listed["CredentialId"]}
    world.call("DeleteWebAuthnCredential", **delete)
    assert world.call("ListWebAuthnCredentials", AccessToken=token)["Credentials"] == []
    assert error_of(world.call, "DeleteWebAuthnCredential", **delete)[0] == "ResourceNotFoundException"


def test_a_passkey_that_verified_nobody_is_refused_where_the_pool_demands_it(world, token):
    world.pool.mfa["WebAuthnConfiguration"]["UserVerification"] = "required"
    assert error_of(register, world, token)[0] == "InvalidParameterException"


def test_passkeys_need_the_pools_permission_and_a_relying_party(world, token):
    del world.pool.mfa["WebAuthnConfiguration"]
    missing = error_of(world.call, "StartWebAuthnRegistration", AccessToken=token)
    assert missing[0] == "WebAuthnConfigurationMissingException"
    world.allow_factors("EMAIL_OTP")
    refused = error_of(world.call, "StartWebAuthnRegistration", AccessToken=token)
    assert refused[0] == "WebAuthnNotEnabledException"


def test_a_passkey_may_stand_for_both_factors(world, token):
    """WebAuthnConfigurationType, FactorConfiguration."""
    device = register(world, token)
    world.set_mfa("ON", "EMAIL_OTP")
    assert "WEB_AUTHN" not in world.start("USER_AUTH")["AvailableChallenges"]
    world.pool.mfa["WebAuthnConfiguration"]["FactorConfiguration"] = "MULTI_FACTOR_WITH_USER_VERIFICATION"
    challenge = world.start("USER_AUTH", PREFERRED_CHALLENGE="WEB_AUTHN")
    assert challenge["ChallengeName"] == "WEB_AUTHN"
    unverified = error_of(world.answer, challenge, CREDENTIAL=credential_of(device, challenge))
    assert unverified == ("NotAuthorizedException", "Incorrect username or password.")


def test_a_registration_that_another_client_began_is_refused(world, token):
    options = world.call("StartWebAuthnRegistration", AccessToken=token)["CredentialCreationOptions"]
    credential = as_json(SoftWebauthnDevice().create(as_bytes(options), ORIGIN))
    world.client_id = world.add_client()["ClientId"]
    others = world.tokens()["AccessToken"]
    refused = error_of(world.call, "CompleteWebAuthnRegistration", AccessToken=others, Credential=credential)
    assert refused[0] == "WebAuthnClientMismatchException"


def test_passkeys_are_listed_page_by_page(world, token):
    for _ in range(3):
        register(world, token)
    first = world.call("ListWebAuthnCredentials", AccessToken=token, MaxResults=2)
    second = world.call("ListWebAuthnCredentials", AccessToken=token, MaxResults=2, NextToken=first["NextToken"])
    assert (len(first["Credentials"]), len(second["Credentials"]), "NextToken" in second) == (2, 1, False)


def test_a_user_has_twenty_passkeys_at_most(world, token):
    register(world, token)
    world.user().passkeys *= 20
    assert error_of(world.call, "StartWebAuthnRegistration", AccessToken=token)[0] == "LimitExceededException"


def test_the_domain_of_the_pool_is_the_relying_party_by_default(world, token):
    del world.pool.mfa["WebAuthnConfiguration"]
    world.of_pool("CreateUserPoolDomain", Domain="ada-and-friends")
    options = world.call("StartWebAuthnRegistration", AccessToken=token)["CredentialCreationOptions"]
    assert options["rp"]["id"] == "localhost"
