"""What signing in takes from ministack: typed access, one name each."""

from collections.abc import Callable, Mapping
from typing import Any

from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import cognito

from local.former.errors import CognitoError
from local.former.state import Client, Pool, User

Session = dict[str, Any]
# ruff: noqa: SLF001 - this module's purpose


def enter_client(client_id: Any) -> tuple[Pool, Client] | None:
    """An app client and its pool, whoever asks; the request goes on in its account and region."""
    _pool_id, pool, client = cognito._find_pool_by_client_id(client_id)
    return None if pool is None else (pool, client)


def pool_of_client(client_id: Any) -> Pool | None:
    """The pool of an app client in the account and region of the request."""
    found: Pool | None = cognito._pool_for_client(client_id)[0]
    return found


def enter_pool(pool_id: str) -> Pool | None:
    """A user pool by its id, whoever asks; the request goes on in its account and region."""
    found: Pool | None = cognito._get_pool_unscoped(pool_id)
    return found


def enter_scope(account: str, region: str) -> None:
    """Go on in an account and region."""
    set_request_account_id(account)
    set_request_region(region)


def attributes(user: User) -> dict[str, str]:
    """A user's attributes by name."""
    found: dict[str, str] = cognito._attr_list_to_dict(user.get("Attributes", []))
    return found


def set_attributes(user: User, changed: Mapping[str, str]) -> None:
    """Change some of a user's attributes."""
    user["Attributes"] = cognito._dict_to_attr_list({**attributes(user), **changed})
    touch(user)


def touch(user: User) -> None:
    """Note that a user has been modified."""
    user["UserLastModifiedDate"] = cognito._now_epoch()


def user_of_token(access_token: Any) -> tuple[Pool, User]:
    """Whose access token this is; it has been verified already.

    Raises CognitoError.
    """
    user, pool = cognito._user_pool_for_access_token(access_token)
    if user is None or pool is None:
        raise CognitoError("NotAuthorizedException", "Invalid Access Token")
    return pool, user


def hides_user_existence(pool: Pool, client: Client) -> bool:
    """Whether PreventUserExistenceErrors is on."""
    return bool(cognito._hides_user_existence(pool, client["ClientId"]))


def password_is_disabled(user: User) -> bool:
    """Whether AdminDisableProviderForUser took the password from the user."""
    return cognito._password_signin_refused(user) is not None


def password_problems(pool: Pool, password: str) -> list[str]:
    """What the pool's password policy has against a password, a sentence each."""
    found: list[str] = cognito._password_policy_errors(pool, password)
    return found


def note_event(pool: Pool, user: User, kind: str, *, passed: bool) -> None:
    """What AdminListUserAuthEvents tells later."""
    cognito._record_auth_event(pool, user, {}, kind, "Pass" if passed else "Fail")


def sessions() -> Any:
    """The sessions of challenges under way, by token, kept and saved by ministack."""
    return cognito._challenge_sessions


def srp_challenge(pool_id: str, user: User | None, user_id: str, srp_a: str, block: str) -> tuple[dict[str, str], Any]:
    """PASSWORD_VERIFIER's parameters, and what its answer is checked against."""
    found: tuple[dict[str, str], Any] = cognito._srp_challenge(pool_id, user, user_id, srp_a, block)
    return found


def srp_parts() -> tuple[int, int, int, Callable[[int], bytes], Callable[..., int]]:
    """SRP's N, g and k, and the padding and hash that Cognito's clients use."""
    return cognito._SRP_N, cognito._SRP_G, cognito._SRP_K, cognito._srp_pad, cognito._srp_hash


def srp_timestamp(timestamp: str) -> str | None:
    """A proof's timestamp as it is signed; None where its form is wrong."""
    found: str | None = cognito._srp_canonical_timestamp(timestamp)
    return found


def srp_form_error(responses: Mapping[str, str]) -> Any:
    """Ministack's refusal of a PASSWORD_VERIFIER answer for its form; None where it is right."""
    return cognito._srp_response_format_error(responses)


def srp_proves(pool_id: str, user: User, state: Any, responses: Mapping[str, str]) -> bool:
    """Whether an answer to PASSWORD_VERIFIER proves the user's password."""
    return bool(cognito._srp_proof_valid(pool_id, user, state, responses))


def totp_step(secret: str, code: str) -> int | None:
    """The RFC 6238 time step that a code belongs to, now or one to either side; None for a wrong code."""
    import time

    if not cognito._totp_matches(secret, code):
        return None
    offset = next(each for each in (-1, 0, 1) if cognito._totp_code(secret, each) == code)
    return int(time.time() // 30) + offset


def token_claims(token: Any) -> dict[str, Any]:
    """What a token says, unverified; empty where it is none."""
    found: dict[str, Any] = cognito._token_claims(token)
    return found


def sign(claims: Mapping[str, Any], pool_id: str, use: str) -> str:
    """A token of a pool; `use` is `access` or `id`, and a refresh token is signed with the access tokens' key."""
    return str(cognito._signed_jwt(dict(claims), pool_id, use))


def signature_is_valid(token: str) -> bool:
    """Whether a token is signed by its issuer."""
    return bool(cognito._signature_valid(token))


def tokens(pool: Pool, client: Client, user: User, **options: Any) -> dict[str, Any]:
    """An AuthenticationResult; `options` are ministack's: nonce, scope, trigger_source, client_metadata, origin_jti."""
    found: dict[str, Any] = cognito._build_auth_result(pool["Id"], client["ClientId"], user, **options)
    return found


def granted_scopes(client: Client, requested: str | None, grant: str = "authorization_code") -> str | None:
    """The scopes that a grant carries; None for those of the API."""
    found: str | None = cognito._granted_scopes(client, requested, grant)
    return found


def machine_scope_error(pool: Pool, client: Client, requested: str | None) -> Any:
    """Ministack's refusal of a client credentials grant for its scopes; None where they are right."""
    return cognito._client_credentials_scope_error(pool, client, requested)


def machine_token(pool: Pool, client: Client, scope: str | None, metadata: Mapping[str, str]) -> tuple[str, int]:
    """A machine client's access token, and the seconds it is valid."""
    pool_id, client_id = pool["Id"], client["ClientId"]
    token = cognito._fake_token(
        client_id,
        pool_id,
        client_id,
        "access",
        trigger_source="TokenGeneration_ClientCredentials",
        client_metadata=dict(metadata),
        scope=scope,
    )
    return token, cognito._token_validity(pool_id, client_id, "access")


def revoked() -> set[str]:
    """The revoked refresh tokens, and `origin_jti`s: one revokes every token of a sign-in."""
    found: set[str] = cognito._revoked_tokens
    return found


def take_code(code: str) -> dict[str, Any] | None:
    """What an authorization code stands for, and its end; None where there is no such code."""
    cognito._cleanup_expired_codes()
    cognito._cleanup_expired_relay_codes()
    relayed = cognito._auth_codes.get(code)
    if relayed and relayed.get("type") == "code":
        return dict(cognito._auth_codes.pop(code, {})) or None
    taken: dict[str, Any] | None = cognito._authorization_codes.pop(code, None)
    return taken


def code_grant(code: str) -> dict[str, Any] | None:
    """What an authorization code stands for; it stays valid."""
    cognito._cleanup_expired_codes()
    cognito._cleanup_expired_relay_codes()
    relayed = cognito._auth_codes.get(code)
    if relayed and relayed.get("type") == "code":
        return dict(relayed)
    found: dict[str, Any] | None = cognito._authorization_codes.get(code)
    return found


def userinfo_token_error(token: str) -> str | None:
    """Why the UserInfo endpoint refuses an access token; None where it doesn't."""
    found: str | None = cognito._userinfo_token_error(token)
    return found


def masked_email(address: str) -> str:
    """An address as CodeDeliveryDetails shows it."""
    return str(cognito._masked_destination(address))


def template_username(pool: Pool, username: str, found: Mapping[str, str]) -> str:
    """What stands for `{username}` in a message."""
    return str(cognito._template_username(pool, username, found))


def custom_message(pool: Pool, trigger: str, username: str, found: Mapping[str, str], metadata: Any) -> dict[str, Any]:
    """What the pool's CustomMessage trigger says; empty without one.

    Raises CognitoError.
    """
    try:
        answer: dict[str, Any] = cognito._apply_custom_message_trigger(pool, trigger, username, found, metadata)
    except cognito._CustomMessageRejected as error:
        raise CognitoError("UserLambdaValidationException", str(error)) from error
    return answer


def record_mail(pool: Pool, to: str, subject: str, body: str, username: str) -> None:
    """Put an e-mail into ministack's SES as well."""
    cognito._deliver_cognito_email(
        pool, to, subject, body, type_name="CognitoVerificationMessage", extra={"Username": username}
    )
