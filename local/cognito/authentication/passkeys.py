"""Passkeys: WebAuthn credentials of users ("Passkey sign-in"). The cryptography is py_webauthn's, imported when needed.

The relying party is the one of SetUserPoolMfaConfig's WebAuthnConfiguration. Where none is set it is the pool's own
domain, whose pages answer on `localhost` here.
"""

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from local.cognito.authentication import levels
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.eligibility import WRONG
from local.cognito.call import Call
from local.cognito.errors import CognitoError, invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.users import User

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

MAX_COUNT: Final = 20
"""Passkeys a user ("Quotas in Amazon Cognito")."""
PENDING: Final = "passkey_registration"
PENDING_S: Final = 300.0
MULTI_FACTOR: Final = "MULTI_FACTOR_WITH_USER_VERIFICATION"
REQUIRED: Final = "required"
NOT_A_REGISTRATION: Final = "The credential is not a valid passkey registration."


def check_enabled(pool: UserPool) -> None:
    """Raise CognitoError where a pool's sign-in policy has no passkeys."""
    policy = (pool.settings.get("Policies") or {}).get("SignInPolicy") or {}
    if "WEB_AUTHN" not in (policy.get("AllowedFirstAuthFactors") or []):
        raise CognitoError("WebAuthnNotEnabledException", "Passkeys are not enabled in the user pool's sign-in policy.")


def counts_as_mfa(pool: UserPool) -> bool:
    """Whether a passkey satisfies MFA (WebAuthnConfigurationType, FactorConfiguration)."""
    return _configuration(pool).get("FactorConfiguration") == MULTI_FACTOR


def creation_options(call: Call, pool: UserPool, user: User, client: AppClient, shown_name: str) -> JsonObject:
    """What `navigator.credentials.create` is called with; the challenge is remembered. Raises CognitoError."""
    import webauthn
    from webauthn.helpers import structs

    if len(user.passkeys) >= MAX_COUNT:
        raise CognitoError("LimitExceededException", "The user has too many passkeys.")
    party = relying_party(pool)
    options = webauthn.generate_registration_options(
        rp_id=party,
        rp_name=party,
        user_id=user.sub.encode(),
        user_name=shown_name,
        exclude_credentials=_descriptors(user),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement(user_verification(pool)),
        ),
    )
    pending = {"challenge": _text(options.challenge), "expires": call.now + PENDING_S, "client": client.id}
    user.codes = {**user.codes, PENDING: pending}
    call.save(user)
    found: JsonObject = json.loads(webauthn.options_to_json(options))
    return found


def register(call: Call, pool: UserPool, user: User, client: AppClient, credential: Mapping[str, Any]) -> None:
    """Keep a new passkey. A challenge is good for one answer, right or wrong. Raises CognitoError."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url, exceptions

    pending = user.codes.get(PENDING)
    user.codes = {name: one for name, one in user.codes.items() if name != PENDING}
    call.save(user)
    if pending is None or call.now > pending["expires"]:
        raise CognitoError("WebAuthnChallengeNotFoundException", "The passkey challenge was not found or has expired.")
    if pending["client"] != client.id:
        raise CognitoError("WebAuthnClientMismatchException", "The registration was started by another app client.")
    try:
        verified = webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=base64.b64decode(pending["challenge"]),
            expected_rp_id=relying_party(pool),
            expected_origin=_origin(pool, credential),
            require_user_verification=user_verification(pool) == REQUIRED,
        )
    except exceptions.InvalidRegistrationResponse as error:
        raise _refused(str(error)) from error
    except (exceptions.WebAuthnException, ValueError, KeyError, TypeError, RecursionError) as error:
        raise invalid(NOT_A_REGISTRATION) from error
    kept = {
        "id": bytes_to_base64url(verified.credential_id),
        "public_key": _text(verified.credential_public_key),
        "sign_count": verified.sign_count,
        "relying_party": relying_party(pool),
        "attachment": credential.get("authenticatorAttachment"),
        "transports": (credential.get("response") or {}).get("transports") or [],
        "created": call.now,
    }
    user.passkeys = [*(one for one in user.passkeys if one["id"] != kept["id"]), kept]


def request_options(pool: UserPool, user: User) -> tuple[str, str]:
    """What `navigator.credentials.get` is called with, as JSON; and the challenge in it. Raises CognitoError."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=relying_party(pool),
        allow_credentials=_descriptors(user),
        user_verification=structs.UserVerificationRequirement(user_verification(pool)),
    )
    return webauthn.options_to_json(options), _text(options.challenge)


def check_credential(attempt: Attempt, credential: str, challenge: str, *, verified_user: bool) -> str:
    """Raise CognitoError unless one of the user's passkeys answers the challenge; `credential` is JSON.

    The method, as `amr` names it: that of a device's own key, or of one that is carried about.
    """
    import webauthn
    from webauthn.helpers import exceptions

    pool, user = attempt.pool, attempt.user
    try:
        given = json.loads(credential)
        known = next(one for one in user.passkeys if one["id"] == given["id"])
        verified = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=base64.b64decode(challenge),
            expected_rp_id=relying_party(pool),
            expected_origin=_origin(pool, given),
            credential_public_key=base64.b64decode(known["public_key"]),
            credential_current_sign_count=known["sign_count"],
            require_user_verification=verified_user or user_verification(pool) == REQUIRED,
        )
    except (
        exceptions.WebAuthnException,
        StopIteration,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
        CognitoError,
    ) as error:
        raise not_authorized(WRONG) from error
    known["sign_count"] = verified.new_sign_count
    attempt.call.save(user)
    return levels.PLATFORM_PASSKEY if known["attachment"] == "platform" else levels.ROAMING_PASSKEY


def relying_party(pool: UserPool) -> str:
    """The relying party's id. Raises CognitoError where the pool has none."""
    configured = _configuration(pool).get("RelyingPartyId")
    if configured:
        return str(configured)
    if pool.domains:
        return "localhost"
    raise CognitoError(
        "WebAuthnConfigurationMissingException", "The user pool has neither a relying party ID nor a domain."
    )


def user_verification(pool: UserPool) -> str:
    """`required` or `preferred`."""
    return str(_configuration(pool).get("UserVerification") or "preferred")


def _configuration(pool: UserPool) -> JsonObject:
    return pool.mfa.get("WebAuthnConfiguration") or {}


def _origin(pool: UserPool, credential: Mapping[str, Any]) -> str:
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
    return invalid(NOT_A_REGISTRATION)


def _descriptors(user: User) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn.helpers import base64url_to_bytes, structs

    return [structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(one["id"])) for one in user.passkeys]


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
