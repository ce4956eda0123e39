"""Passkeys: WebAuthn credentials of users ("Passkey sign-in"). The cryptography is py_webauthn's.

The relying party is the one of SetUserPoolMfaConfig's WebAuthnConfiguration. Where none is set it is the pool's own
domain, whose pages answer on `localhost` here.
"""

import base64
import json
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from local.former.errors import CognitoError
from local.former.operations.authentication import ministack
from local.former.operations.types import Amendment, Handler, Parameters, Result
from local.former.state import Pool, User

KEY: Final = "_Passkeys"
PENDING: Final = "_PasskeyChallenge"
PENDING_S: Final = 300.0
MOST: Final = 20
PAGE: Final = 20


def credentials(user: User) -> dict[str, dict[str, Any]]:
    """A user's passkeys by credential id."""
    found: dict[str, dict[str, Any]] = user.setdefault(KEY, {})
    return found


def counts_as_mfa(pool: Pool) -> bool:
    """Whether a passkey satisfies MFA (WebAuthnConfigurationType, FactorConfiguration)."""
    return _configuration(pool).get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION"


def start_registration(parameters: Parameters) -> Result:
    """StartWebAuthnRegistration: what `navigator.credentials.create` is called with."""
    import webauthn
    from webauthn.helpers import structs

    pool, user = ministack.user_of_token(parameters["AccessToken"])
    _check_enabled(pool)
    if len(credentials(user)) >= MOST:
        raise CognitoError("LimitExceededException", "The user has too many passkeys.")
    sub = ministack.attributes(user)["sub"]
    options = webauthn.generate_registration_options(
        rp_id=relying_party(pool),
        rp_name=relying_party(pool),
        user_id=sub.encode(),
        user_name=ministack.template_username(pool, user["Username"], ministack.attributes(user)),
        exclude_credentials=_descriptors(user),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement(_user_verification(pool)),
        ),
    )
    challenge = base64.b64encode(options.challenge).decode()
    user[PENDING] = {"challenge": challenge, "expires_at": time.time() + PENDING_S}
    return {"CredentialCreationOptions": json.loads(webauthn.options_to_json(options))}


def complete_registration(parameters: Parameters) -> Result:
    """CompleteWebAuthnRegistration: keep the new credential."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url, exceptions

    pool, user = ministack.user_of_token(parameters["AccessToken"])
    _check_enabled(pool)
    pending = user.pop(PENDING, None)
    if pending is None or time.time() > pending["expires_at"]:
        raise CognitoError("WebAuthnChallengeNotFoundException", "The passkey challenge was not found or has expired.")
    credential = parameters["Credential"]
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=base64.b64decode(pending["challenge"]),
            expected_rp_id=relying_party(pool),
            expected_origin=_origin(pool, credential),
            require_user_verification=_user_verification(pool) == "required",
        )
    except exceptions.InvalidRegistrationResponse as error:
        raise _refused(str(error)) from error
    except (exceptions.WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise CognitoError(
            "InvalidParameterException", "The credential is not a valid passkey registration."
        ) from error
    identifier = bytes_to_base64url(verified.credential_id)
    credentials(user)[identifier] = {
        "id": identifier,
        "public_key": base64.b64encode(verified.credential_public_key).decode(),
        "sign_count": verified.sign_count,
        "relying_party": relying_party(pool),
        "attachment": credential.get("authenticatorAttachment"),
        "transports": (credential.get("response") or {}).get("transports") or [],
        "created_at": time.time(),
    }
    return {}


def list_credentials(parameters: Parameters) -> Result:
    """ListWebAuthnCredentials."""
    _pool, user = ministack.user_of_token(parameters["AccessToken"])
    everything = [_shown(one) for one in credentials(user).values()]
    start = int(parameters.get("NextToken") or 0)
    end = start + (parameters.get("MaxResults") or PAGE)
    return {"Credentials": everything[start:end], **({"NextToken": str(end)} if end < len(everything) else {})}


def delete_credential(parameters: Parameters) -> Result:
    """DeleteWebAuthnCredential."""
    _pool, user = ministack.user_of_token(parameters["AccessToken"])
    if credentials(user).pop(parameters["CredentialId"], None) is None:
        raise CognitoError("ResourceNotFoundException", "The passkey does not exist.")
    return {}


def request_options(pool: Pool, user: User) -> tuple[str, str]:
    """What `navigator.credentials.get` is called with, as JSON; and the challenge in it."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=relying_party(pool),
        allow_credentials=_descriptors(user),
        user_verification=structs.UserVerificationRequirement(_user_verification(pool)),
    )
    return webauthn.options_to_json(options), base64.b64encode(options.challenge).decode()


def verify(pool: Pool, user: User, credential: str, challenge: str) -> None:
    """Raise CognitoError unless a credential of the user's answers the challenge."""
    import webauthn
    from webauthn.helpers import exceptions

    refused = CognitoError("NotAuthorizedException", "Incorrect username or password.")
    try:
        given = json.loads(credential)
        known = credentials(user)[given["id"]]
        verified = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=base64.b64decode(challenge),
            expected_rp_id=relying_party(pool),
            expected_origin=_origin(pool, given),
            credential_public_key=base64.b64decode(known["public_key"]),
            credential_current_sign_count=known["sign_count"],
            require_user_verification=_user_verification(pool) == "required" or counts_as_mfa(pool),
        )
    except (exceptions.WebAuthnException, ValueError, KeyError, TypeError, CognitoError) as error:
        raise refused from error
    known["sign_count"] = verified.new_sign_count


def relying_party(pool: Pool) -> str:
    """The relying party's id. Raises CognitoError where the pool has none."""
    configured = _configuration(pool).get("RelyingPartyId")
    if configured:
        return str(configured)
    if pool.get("Domain") or pool.get("CustomDomain"):
        return "localhost"
    raise CognitoError(
        "WebAuthnConfigurationMissingException", "The user pool has neither a relying party ID nor a domain."
    )


def _configuration(pool: Pool) -> Mapping[str, Any]:
    found: Mapping[str, Any] = pool.get("WebAuthnConfiguration") or {}
    return found


def _user_verification(pool: Pool) -> str:
    return str(_configuration(pool).get("UserVerification") or "preferred")


def _check_enabled(pool: Pool) -> None:
    policy = (pool.get("Policies") or {}).get("SignInPolicy") or {}
    if "WEB_AUTHN" not in (policy.get("AllowedFirstAuthFactors") or []):
        raise CognitoError("WebAuthnNotEnabledException", "Passkeys are not enabled in the user pool's sign-in policy.")


def _origin(pool: Pool, credential: Mapping[str, Any]) -> str:
    """The page's origin, which has to be of the relying party's domain. Raises CognitoError."""
    from webauthn.helpers import base64url_to_bytes

    client_data = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
    origin = str(client_data["origin"])
    parts, party = urlsplit(origin), relying_party(pool)
    host = parts.hostname or ""
    secure = parts.scheme == "https" or host == "localhost" or host.endswith(".localhost")
    if not secure or not (host == party or host.endswith(f".{party}")):
        raise CognitoError("WebAuthnOriginNotAllowedException", f"The origin {origin} is not allowed for {party}.")
    return origin


def _refused(why: str) -> CognitoError:
    if "RP ID" in why:
        return CognitoError("WebAuthnRelyingPartyMismatchException", "The passkey is for another relying party.")
    return CognitoError("InvalidParameterException", "The credential is not a valid passkey registration.")


def _descriptors(user: User) -> list[Any]:
    from webauthn.helpers import base64url_to_bytes, structs

    return [structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(name)) for name in credentials(user)]


def _shown(credential: Mapping[str, Any]) -> dict[str, Any]:
    attachment = credential["attachment"]
    return {
        "CredentialId": credential["id"],
        "FriendlyCredentialName": "Passkey",
        "RelyingPartyId": credential["relying_party"],
        "AuthenticatorTransports": credential["transports"],
        "CreatedAt": credential["created_at"],
        **({"AuthenticatorAttachment": attachment} if attachment else {}),
    }


ADDED: dict[str, Handler] = {
    "StartWebAuthnRegistration": start_registration,
    "CompleteWebAuthnRegistration": complete_registration,
    "ListWebAuthnCredentials": list_credentials,
    "DeleteWebAuthnCredential": delete_credential,
}
AMENDED: dict[str, Amendment] = {}
