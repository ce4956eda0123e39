"""What the token endpoint gives for each grant ("The token issuer endpoint"; RFC 6749 sections 4.1.3, 4.4 and 6)."""

import json
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from local.cognito.call import Call
from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.oauth import codes, machine_scopes, resources
from local.cognito.oauth.answers import OAuthError, OAuthRequest
from local.cognito.oauth.clients import OAuthClient
from local.cognito.store.sign_ins import AuthorizationCode
from local.cognito.tokens import families, issuing, renewal, scopes

INVALID_TARGET: Final = "invalid_target"
"""RFC 8707 section 2."""
NOT_AUTHORIZED: Final = "NotAuthorizedException"

GrantHandler: TypeAlias = Callable[[Call, OAuthClient, OAuthRequest], JsonObject]


def authorization_code(call: Call, asking: OAuthClient, request: OAuthRequest) -> JsonObject:
    """RFC 6749 section 4.1.3. Whatever is wrong is found before the code is taken. Raises OAuthError."""
    pool, client, form = asking.pool, asking.client, request.form
    if "code" not in client.oauth_flows:
        raise OAuthError("unauthorized_client")
    if not form.get("code") or not form.get("redirect_uri"):
        raise OAuthError("invalid_request")
    code = codes.find(call, form["code"])
    if code is None or code.pool_id != pool.id or code.client_id != client.id:
        raise OAuthError("invalid_grant")
    if code.redirect_uri != form["redirect_uri"]:
        raise OAuthError("unauthorized_client")  # as Cognito has it, where RFC 6749 says invalid_grant
    codes.check_verifier(code, form.get("code_verifier", ""))
    user = pool.users.by_sub(code.sub)
    if user is None or not user.enabled:
        raise OAuthError("invalid_grant")
    grant = issuing.Grant(
        issuing.HOSTED,
        code.scope,
        hosted=True,
        nonce=code.nonce,
        auth_time=int(code.auth_time),
        resource=_resource(asking, code, form),
        amr=tuple(code.details.get("amr", ())),
        acr=code.details.get("acr", ""),
        sso_session=code.details.get("sso_session", ""),
        refresh_token=asking.allows_refresh,
    )
    call.remove(code)  # before anything is waited for: taken once
    result = _issued(lambda: issuing.begin_sign_in(call, pool, client, user, grant))
    return _content(result, with_id_token=scopes.OPENID in code.scope.split())


def refresh_token(call: Call, asking: OAuthClient, request: OAuthRequest) -> JsonObject:
    """RFC 6749 section 6. Raises OAuthError."""
    pool, client = asking.pool, asking.client
    given = request.form.get("refresh_token", "")
    if not given:
        raise OAuthError("invalid_request")
    token = families.unseal(pool, given)
    if not asking.allows_refresh or (token is not None and not _may_refresh(asking, token)):
        raise OAuthError("unauthorized_client")
    result = _issued(lambda: renewal.renew(call, pool, client, given))
    return _content(result, with_id_token=token is not None and (not token.hosted or "openid" in token.scope.split()))


def client_credentials(call: Call, asking: OAuthClient, request: OAuthRequest) -> JsonObject:
    """RFC 6749 section 4.4. Raises OAuthError."""
    form = request.form
    scope = machine_scopes.granted(asking.pool, asking.client, form.get("scope"))
    resource = form.get("resource", "")
    if resource and not resources.is_resource(resource):
        raise OAuthError(INVALID_TARGET)
    metadata, bound = _client_metadata(form), resources.bound(asking.pool, resource)
    try:
        token, valid_s = issuing.machine_token(call, asking.pool, asking.client, scope, metadata, bound)
    except CognitoError as error:
        raise OAuthError("invalid_grant", error.message) from error
    return {"access_token": token, "expires_in": valid_s, "token_type": "Bearer"}


def _may_refresh(asking: OAuthClient, token: families.RefreshToken) -> bool:
    """Who came through the pages always may; who came through the API, where the client's flows say so."""
    client = asking.client
    return token.hosted or renewal.rotates(client) or "ALLOW_REFRESH_TOKEN_AUTH" in client.auth_flows


def _issued(issue: Callable[[], JsonObject]) -> JsonObject:
    try:
        return issue()
    except CognitoError as error:
        refused_by_trigger = error.code != NOT_AUTHORIZED
        raise OAuthError("invalid_grant", error.message if refused_by_trigger else "") from error


def _content(result: Mapping[str, object], *, with_id_token: bool) -> JsonObject:
    """RFC 6749's token response; the ID token is OpenID Connect's, for who asked for it."""
    return {
        **({"id_token": result["IdToken"]} if with_id_token else {}),
        "access_token": result["AccessToken"],
        **({"refresh_token": result["RefreshToken"]} if "RefreshToken" in result else {}),
        "expires_in": result["ExpiresIn"],
        "token_type": "Bearer",
    }


def _resource(asking: OAuthClient, code: AuthorizationCode, form: Mapping[str, str]) -> str:
    """What the token is for: what the code was asked for, or what this request names in its place (RFC 8707)."""
    named = form.get("resource", "")
    if named and not resources.is_resource(named):
        raise OAuthError(INVALID_TARGET)
    if named and code.resource and named != code.resource:
        raise OAuthError(INVALID_TARGET)
    return resources.bound(asking.pool, named or code.resource)


def _client_metadata(form: Mapping[str, str]) -> dict[str, str]:
    try:
        found = json.loads(form.get("aws_client_metadata") or "{}")
    except (ValueError, RecursionError) as error:
        raise OAuthError("invalid_request") from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise OAuthError("invalid_request")
    return found
