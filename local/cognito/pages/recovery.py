"""A forgotten password: the name of who has forgotten it, then the code and a new one."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from local.cognito.errors import CognitoError
from local.cognito.pages import attributes, authorization, paths
from local.cognito.pages.authorization import Authorization
from local.cognito.pages.challenges import typed_code
from local.cognito.pages.problems import Problem, problem_of
from local.cognito.pages.rendering import render
from local.cognito.pages.replies import Reply, redirect
from local.cognito.pages.sign_in import SignIn
from local.cognito.pages.steps import Step, Steps, call
from local.cognito.pages.visit import Visit


@dataclass(frozen=True, slots=True)
class Recovery:
    """The pages of people who can't sign in any more."""

    steps: Steps
    sign_in: SignIn

    def forgot(self, visit: Visit) -> Reply:
        """GET and POST /forgotPassword."""
        request = authorization.read(visit)
        authorization.check_pages(request)
        if visit.method == "GET":
            return _forgot_page(visit, request, visit.query.get("login_hint", ""))
        username = visit.form.get("username", "").strip()
        try:
            sent = call(visit, request, "ForgotPassword", Username=username)
        except CognitoError as error:
            return _forgot_page(visit, request, username, [Problem(error.message, "username")])
        step = Step(request, visit.csrf, username, parameters=sent.get("CodeDeliveryDetails") or {})
        return redirect(f"{paths.CONFIRM_FORGOT_PASSWORD}?session={quote(self.steps.begin(visit, step))}")

    def confirm_forgot(self, visit: Visit) -> Reply:
        """GET and POST /confirmforgotPassword: the code and a new password."""
        key = visit.parameter("session")
        step = self.steps.find(visit, key)
        if visit.method == "GET":
            return _reset_page(visit, key, step)
        problems = list(attributes.new_password_problems(step.request.pool, visit.form, "new_password"))
        if problems:
            return _reset_page(visit, key, step, problems)
        new, code = visit.form.get("new_password", ""), typed_code(visit.form)
        try:
            step.call(visit, "ConfirmForgotPassword", ConfirmationCode=code, Password=new)
        except CognitoError as error:
            return _reset_page(visit, key, step, [problem_of(error, password="new_password")])  # noqa: S106 - a name
        self.steps.end(key)
        try:
            return self.sign_in.sign_in(visit, step.request, step.username, new)
        except CognitoError:  # a user that may not sign in, such as a disabled one, still has the new password
            return redirect(step.request.url(paths.LOGIN))


def _forgot_page(visit: Visit, request: Authorization, username: str, problems: Iterable[Problem] = ()) -> Reply:
    return render(
        "forgot_password.html",
        {
            "visit": visit,
            "request": request,
            "username": username,
            "username_label": attributes.username_label(request.pool),
            "problems": list(problems),
        },
    )


def _reset_page(visit: Visit, key: str, step: Step, problems: Iterable[Problem] = ()) -> Reply:
    return render(
        "reset_password.html",
        {
            "visit": visit,
            "request": step.request,
            "session": key,
            "problems": list(problems),
            "rules": attributes.password_rules(step.request.pool),
            "sent_to": step.parameters.get("Destination", ""),
        },
    )
