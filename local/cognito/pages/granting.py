"""What the application gets at the end: a code, or, with the implicit grant, its tokens."""

from urllib.parse import urlencode

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.oauth import codes, resources
from local.cognito.pages.authorization import Authorization
from local.cognito.pages.sessions import sso_session_id
from local.cognito.pages.visit import Visit
from local.cognito.store.sign_ins import AuthorizationCode, HostedUiSession
from local.cognito.tokens import issuing, scopes


def grant(visit: Visit, request: Authorization, session: HostedUiSession) -> str:
    """The address at the application to go to. Raises RedirectError where a trigger refuses."""
    if request["response_type"] == "token":
        return _implicit(visit, request, session)
    with visit.engine.calling(request.pool) as call:
        code = codes.give(
            call,
            AuthorizationCode(
                digest="",
                pool_id=request.pool.id,
                client_id=request.client.id,
                sub=session.sub,
                redirect_uri=request.redirect_uri,
                scope=request.scope,
                auth_time=session.auth_time,
                expires=0.0,
                nonce=request["nonce"],
                code_challenge=request["code_challenge"],
                resource=request["resource"],
                details={"amr": session.details.get("amr", []), "sso_session": sso_session_id(session)},
            ),
        )
    return request.location({"code": code})


def _implicit(visit: Visit, request: Authorization, session: HostedUiSession) -> str:
    """RFC 6749 section 4.2.2: in the fragment, never a refresh token."""
    tokens = _tokens(visit, request, session)
    with_id_token = scopes.OPENID in request.scope.split()
    answer: JsonObject = {"id_token": tokens["IdToken"]} if with_id_token else {}
    answer |= {"access_token": tokens["AccessToken"], "token_type": "Bearer", "expires_in": tokens["ExpiresIn"]}
    answer |= {"state": request["state"]} if request["state"] else {}
    return f"{request.redirect_uri}#{urlencode(answer)}"


def _tokens(visit: Visit, request: Authorization, session: HostedUiSession) -> JsonObject:
    wanted = issuing.Grant(
        issuing.HOSTED,
        request.scope,
        hosted=True,
        nonce=request["nonce"],
        auth_time=int(session.auth_time),
        resource=resources.bound(request.pool, request["resource"]),
        amr=tuple(session.details.get("amr", ())),
        sso_session=sso_session_id(session),
        refresh_token=False,
    )
    with visit.engine.calling(request.pool) as call:
        call.context = visit.context
        user = request.pool.users.by_sub(session.sub)
        if user is None:
            raise request.error("invalid_request", "User does not exist.")
        try:
            return issuing.begin_sign_in(call, request.pool, request.client, user, wanted)
        except CognitoError as error:
            raise request.error("invalid_request", error.message) from error
