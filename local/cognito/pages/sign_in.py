"""Signing in: the sign-in page, Cognito's challenges one after the other, and the code at the end."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.pages import attributes, authorization, challenges, paths
from local.cognito.pages.authorization import Authorization
from local.cognito.pages.errors import PageError
from local.cognito.pages.granting import grant
from local.cognito.pages.problems import Problem
from local.cognito.pages.rendering import render
from local.cognito.pages.replies import Reply, redirect
from local.cognito.pages.sessions import cookie_name, find_session, start_session
from local.cognito.pages.steps import Step, Steps, call
from local.cognito.pages.visit import Visit
from local.cognito.store.pools import IdentityProvider

BY_PASSWORD = "ADMIN_USER_PASSWORD_AUTH"  # noqa: S105 - a flow
BY_CHOICE = "USER_AUTH"


@dataclass(frozen=True, slots=True)
class SignIn:
    """The pages of signing in."""

    steps: Steps
    start_federation: Callable[[Visit, Authorization, IdentityProvider], Reply]
    """Sends the browser to an identity provider."""

    def authorize(self, visit: Visit) -> Reply:
        """GET /oauth2/authorize: to the provider, to the application where the session allows it, or to the page."""
        request = authorization.read(visit)
        provider = authorization.provider_of(request, visit.query)
        if provider is not None:
            return self.start_federation(visit, request, provider)
        session = find_session(visit, request.pool)
        if session is not None and "login" not in request.prompts:
            return redirect(grant(visit, request, session))
        if "none" in request.prompts:
            raise request.error("login_required")
        return redirect(request.url(paths.LOGIN))

    def login(self, visit: Visit) -> Reply:
        """GET and POST /login."""
        request = authorization.read(visit)
        authorization.check_pages(request)
        if visit.method == "GET":
            return self._login_page(visit, request, visit.query.get("login_hint", ""))
        if not authorization.may_sign_in_here(request):
            raise PageError("invalid_request", "This app client doesn't let the user pool's own users sign in.")
        username = visit.form.get("username", "").strip()
        if "password" not in visit.form and chooses_factor(request):
            return self._begin(visit, request, username, BY_CHOICE, {})
        return self._begin(visit, request, username, BY_PASSWORD, {"PASSWORD": visit.form.get("password", "")})

    def challenge(self, visit: Visit) -> Reply:
        """GET and POST /challenge: the page of a challenge, and its answer."""
        key = visit.parameter("session")
        step = self.steps.find(visit, key)
        if visit.method == "GET":
            return challenges.page(visit, key, step)
        try:
            problems = challenges.problems_of(step, visit.form)
            if problems:
                return challenges.page(visit, key, step, problems)
            answered = challenges.answer(visit, step)
        except CognitoError as error:
            if error.code == "NotAuthorizedException" and step.challenge != "PASSWORD":
                self.steps.end(key)  # the session is over, as Cognito says it
                return self._login_page(visit, step.request, step.username, [Problem(error.message)])
            return challenges.page(visit, key, step, [challenges.problem(step, error)])
        self.steps.end(key)
        return self.proceed(visit, step, answered)

    def sign_in(self, visit: Visit, request: Authorization, username: str, password: str) -> Reply:
        """Go on after a confirmed sign-up or a new password. Raises CognitoError."""
        return self._start(visit, request, username, BY_PASSWORD, {"PASSWORD": password})

    def proceed(self, visit: Visit, step: Step, answered: JsonObject) -> Reply:
        """To the application with its code, or to the page of the next challenge."""
        if "SignedIn" in answered:
            return self._finish(visit, step.request, answered["SignedIn"])
        parameters = dict(answered.get("ChallengeParameters") or {})
        following = replace(
            step,
            challenge=answered["ChallengeName"],
            session=answered.get("Session", ""),
            parameters={**parameters, "AvailableChallenges": answered.get("AvailableChallenges") or []},
            username=parameters.get("USER_ID_FOR_SRP") or parameters.get("USERNAME") or step.username,
        )
        if following.challenge == "MFA_SETUP":
            following = challenges.begin_totp(visit, following)
        return redirect(f"{paths.CHALLENGE}?session={quote(self.steps.begin(visit, following))}")

    def _begin(self, visit: Visit, request: Authorization, username: str, flow: str, more: Mapping[str, str]) -> Reply:
        try:
            return self._start(visit, request, username, flow, more)
        except CognitoError as error:
            return self._login_page(visit, request, username, [Problem(error.message, _field_of(error, more))])

    def _start(self, visit: Visit, request: Authorization, username: str, flow: str, more: Mapping[str, str]) -> Reply:
        step = Step(request, visit.csrf, username, password=more.get("PASSWORD", ""))
        try:
            answered = call(
                visit, request, "AdminInitiateAuth", AuthFlow=flow, AuthParameters={"USERNAME": username, **more}
            )
        except CognitoError as error:
            if error.code == "UserNotConfirmedException":
                return redirect(f"{paths.CONFIRM}?session={quote(self.steps.begin(visit, step))}")
            if error.code == "PasswordResetRequiredException":
                return redirect(request.url(paths.FORGOT_PASSWORD))
            raise
        return self.proceed(visit, replace(step, password=""), answered)

    def _finish(self, visit: Visit, request: Authorization, signed_in: Mapping[str, Any]) -> Reply:
        with visit.engine.calling(request.pool) as begun:
            session, cookie = start_session(begun, request.asking, signed_in["Sub"], signed_in["Methods"])
        reply = redirect(grant(visit, request, session))
        reply.cookies[cookie_name(request.pool)] = cookie
        return reply

    def _login_page(
        self, visit: Visit, request: Authorization, username: str, problems: Iterable[Problem] = ()
    ) -> Reply:
        here = authorization.may_sign_in_here(request)
        return render(
            "sign_in.html",
            {
                "visit": visit,
                "request": request,
                "username": username,
                "username_label": attributes.username_label(request.pool),
                "problems": list(problems),
                "here": here,
                "chosen": here and chooses_factor(request),
                "sign_up": authorization.may_sign_up(request),
                "providers": authorization.providers(request),
            },
        )


def chooses_factor(request: Authorization) -> bool:
    """Whether the page asks for the user name alone: choice-based sign-in with more than the password to choose."""
    policy = (request.pool.settings.get("Policies") or {}).get("SignInPolicy") or {}
    factors = set(policy.get("AllowedFirstAuthFactors") or ["PASSWORD"])
    return "ALLOW_USER_AUTH" in request.client.auth_flows and factors != {"PASSWORD"}


def _field_of(error: CognitoError, given: Mapping[str, str]) -> str:
    """Where the person goes on: at the password, unless the name is what is wrong."""
    return "username" if error.code == "UserNotFoundException" or "PASSWORD" not in given else "password"
