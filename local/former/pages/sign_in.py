"""Signing in: the sign-in page, Cognito's challenges one after the other, and the code at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from local.former import seam, state
from local.former.errors import CognitoError
from local.former.pages import attributes, authorization, challenges
from local.former.pages.authorization import Authorization, PageError
from local.former.pages.rendering import render
from local.former.pages.sessions import Step, Steps, cookie_name, session_user, start_session
from local.former.pages.visit import Visit, redirect


@dataclass(frozen=True)
class SignIn:
    """The pages of signing in."""

    steps: Steps

    def authorize(self, visit: Visit) -> Response:
        """GET /oauth2/authorize: to the provider, to the application where the session allows it, or to the page."""
        request = authorization.read(visit.query)
        provider = authorization.provider_of(request, visit.query)
        if provider:
            status, headers, body = state.start_federation({**visit.query, "identity_provider": provider})
            return Response(body, status, dict(headers))
        user = session_user(request.pool, visit.cookies.get(cookie_name(request.pool)))
        prompt = request["prompt"] if request.is_managed_login else ""  # the classic hosted UI knows no prompt
        if user and prompt != "login":
            return redirect(request.grant(user))
        if prompt == "none":
            raise request.error("login_required")
        return redirect(request.url("/login"))

    def login(self, visit: Visit) -> Response:
        """GET and POST /login."""
        request = authorization.read(visit.query)
        authorization.check_pages(request)
        if visit.method == "GET":
            return self._login_page(visit, request, visit.query.get("login_hint", ""))
        if not authorization.may_sign_in_here(request):
            raise PageError("invalid_request", "This app client doesn't let the user pool's own users sign in.")
        username = visit.form.get("username", "").strip()
        try:
            if "password" not in visit.form:
                return self._start(visit, request, username, "USER_AUTH", {})
            password = visit.form["password"]
            return self._start(visit, request, username, "ADMIN_USER_PASSWORD_AUTH", {"PASSWORD": password})
        except CognitoError as error:
            return self._login_page(visit, request, username, error.message)

    def challenge(self, visit: Visit) -> Response:
        """GET and POST /challenge: the page of a challenge, and its answer."""
        key = visit.parameter("session")
        step = self.steps.find(key, visit.csrf)
        if visit.method == "GET":
            return challenges.page(visit, key, step, [])
        try:
            problems = challenges.problems_of(step, visit.form)
            if problems:
                return challenges.page(visit, key, step, problems)
            answered = challenges.answer(step, visit.form)
        except CognitoError as error:
            if error.code == "NotAuthorizedException":  # the session is over, as Cognito says it
                self.steps.end(key)
                return self._login_page(visit, step.request, step.username, error.message)
            return challenges.page(visit, key, step, [error.message])
        self.steps.end(key)
        return self.proceed(step, answered)

    def sign_in(self, visit: Visit, request: Authorization, username: str, password: str) -> Response:
        """Go on after a confirmed sign-up. Raises CognitoError."""
        return self._start(visit, request, username, "ADMIN_USER_PASSWORD_AUTH", {"PASSWORD": password})

    def proceed(self, step: Step, answered: Mapping[str, Any]) -> Response:
        """To the application with its code, or to the page of the next challenge."""
        if "AuthenticationResult" in answered:
            return self._finish(step.request, answered["AuthenticationResult"]["AccessToken"])
        parameters = dict(answered.get("ChallengeParameters") or {})
        following = replace(
            step,
            challenge=answered["ChallengeName"],
            session=answered.get("Session", ""),
            parameters={**parameters, "AvailableChallenges": answered.get("AvailableChallenges") or []},
            username=parameters.get("USER_ID_FOR_SRP") or parameters.get("USERNAME") or step.username,
        )
        if following.challenge == "MFA_SETUP":
            following = challenges.begin_totp(following)
        return redirect(f"/challenge?session={quote(self.steps.begin(following))}")

    def _start(
        self, visit: Visit, request: Authorization, username: str, flow: str, more: Mapping[str, str]
    ) -> Response:
        step = Step(request, visit.csrf, username, password=more.get("PASSWORD", ""))
        try:
            answered = seam.call(
                "AdminInitiateAuth",
                {
                    "UserPoolId": request.pool["Id"],
                    "ClientId": request.client["ClientId"],
                    "AuthFlow": flow,
                    "AuthParameters": {"USERNAME": username, **more},
                },
            )
        except CognitoError as error:
            if error.code == "UserNotConfirmedException":
                return redirect(f"/confirmUser?session={quote(self.steps.begin(step))}")
            if error.code == "PasswordResetRequiredException":
                return redirect(request.url("/forgotPassword"))
            raise
        return self.proceed(replace(step, password=""), answered)

    def _finish(self, request: Authorization, access_token: str) -> Response:
        user = state.user(request.pool, state.token_claims(access_token)["username"])
        assert user is not None
        response = redirect(request.grant(user))
        session = start_session(request.pool, user["Username"])
        response.set_cookie(cookie_name(request.pool), session, httponly=True, samesite="lax")
        return response

    def _login_page(self, visit: Visit, request: Authorization, username: str, error: str = "") -> Response:
        here = authorization.may_sign_in_here(request)
        return render(
            "sign_in.html",
            {
                "visit": visit,
                "request": request,
                "username": username,
                "username_label": attributes.username_label(request.pool),
                "problems": [error] if error else [],
                "here": here,
                "chosen": here and chooses_factor(request),
                "sign_up": authorization.may_sign_up(request),
                "providers": authorization.providers(request),
            },
        )


def chooses_factor(request: Authorization) -> bool:
    """Whether the page asks for the user name alone: choice-based sign-in with more than the password to choose."""
    policy = (request.pool.get("Policies") or {}).get("SignInPolicy") or {}
    factors = set(policy.get("AllowedFirstAuthFactors") or ["PASSWORD"])
    return "ALLOW_USER_AUTH" in (request.client.get("ExplicitAuthFlows") or []) and factors != {"PASSWORD"}
