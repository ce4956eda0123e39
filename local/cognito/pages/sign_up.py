"""Signing up: the form, the code or the link that confirms it, and another code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from local.cognito.errors import CognitoError
from local.cognito.pages import attributes, authorization, paths
from local.cognito.pages.authorization import Authorization
from local.cognito.pages.challenges import typed_code
from local.cognito.pages.errors import PageError
from local.cognito.pages.problems import Problem, problem_of
from local.cognito.pages.rendering import render
from local.cognito.pages.replies import Reply, redirect
from local.cognito.pages.sign_in import SignIn
from local.cognito.pages.steps import Step, Steps, call
from local.cognito.pages.visit import Visit


@dataclass(frozen=True, slots=True)
class SignUp:
    """The pages of people who have no account yet."""

    steps: Steps
    sign_in: SignIn

    def sign_up(self, visit: Visit) -> Reply:
        """GET and POST /signup."""
        request = authorization.read(visit)
        authorization.check_pages(request)
        if not authorization.may_sign_up(request):
            raise PageError("unauthorized_client", "SignUp is not permitted for this user pool.", 403)
        if visit.method == "GET":
            return _sign_up_page(visit, request)
        fields = attributes.sign_up_fields(request.pool)
        username = visit.form.get("username", "").strip()
        given = {one.name: visit.form.get(one.sign_up_name, "").strip() for one in fields}
        problems = _problems(visit, request, username, given)
        if problems:
            return _sign_up_page(visit, request, problems)
        try:
            return self._create(visit, request, username, given)
        except CognitoError as error:
            return _sign_up_page(visit, request, [_problem(error, given)])

    def confirm(self, visit: Visit) -> Reply:
        """GET and POST /confirm: the code of who has just signed up."""
        key = visit.parameter("session")
        step = self.steps.find(visit, key)
        if visit.method == "GET":
            return _confirm_page(visit, key, step)
        try:
            step.call(visit, "ConfirmSignUp", ConfirmationCode=typed_code(visit.form))
        except CognitoError as error:
            return _confirm_page(visit, key, step, [replace(problem_of(error), field="code")])
        self.steps.end(key)
        try:
            return self.sign_in.sign_in(visit, step.request, step.username, step.password)
        except CognitoError:  # the password that was typed with an unconfirmed account was wrong
            return redirect(step.request.url(paths.LOGIN))

    def confirm_by_link(self, visit: Visit) -> Reply:
        """GET /confirmUser: the link of a mail (DefaultEmailOption CONFIRM_WITH_LINK)."""
        query = visit.query
        asking = authorization.known_client(visit, query.get("client_id", ""))
        code, username = query.get("confirmation_code", ""), query.get("user_name", "")
        try:
            call(visit, Authorization(asking), "ConfirmSignUp", Username=username, ConfirmationCode=code)
        except CognitoError as error:
            raise PageError(error.code, error.message) from error
        words = "You can sign in now."
        return render("done.html", {"heading": "Your registration has been confirmed!", "words": words})

    def resend(self, visit: Visit) -> Reply:
        """POST /resendcode: a new confirmation code."""
        key = visit.form.get("session", "")
        step = self.steps.find(visit, key)
        try:
            sent = step.call(visit, "ResendConfirmationCode")
        except CognitoError as error:
            return _confirm_page(visit, key, step, [replace(problem_of(error), field="")])
        self.steps.end(key)
        again = replace(step, parameters=sent.get("CodeDeliveryDetails") or {})
        return _confirm_page(visit, self.steps.begin(visit, again), again, notice="We have sent a new code.")

    def _create(self, visit: Visit, request: Authorization, username: str, given: Mapping[str, str]) -> Reply:
        password = visit.form.get("password", "")
        listed = attributes.as_attributes(given)
        made = call(visit, request, "SignUp", Username=username, Password=password, UserAttributes=listed)
        if made.get("UserConfirmed"):
            return self.sign_in.sign_in(visit, request, username, password)
        step = Step(request, visit.csrf, username, password, parameters=made.get("CodeDeliveryDetails") or {})
        return redirect(f"{paths.CONFIRM}?session={quote(self.steps.begin(visit, step))}")


def _problems(visit: Visit, request: Authorization, username: str, given: Mapping[str, str]) -> list[Problem]:
    """All that is wrong before Cognito is asked, in the order of the fields."""
    fields = attributes.sign_up_fields(request.pool)
    label = attributes.username_label(request.pool)
    found = [] if username else [Problem(f"{label} is required.", "username")]
    found += [Problem(f"{one.label} is required.", one.sign_up_name) for one in fields if not given[one.name]]
    return [*found, *attributes.new_password_problems(request.pool, visit.form, "password")]


def _problem(error: CognitoError, given: Mapping[str, str]) -> Problem:
    """What Cognito has against a sign-up, with the field that it names."""
    found = problem_of(error)
    if found.field:
        return found
    said = error.message.lower()
    named = [name for name in given if name in said or attributes.field_of(name).label.lower() in said]
    field = attributes.field_of(named[0]).sign_up_name if named else "username" if "user" in said else ""
    return replace(found, field=field)


def _sign_up_page(visit: Visit, request: Authorization, problems: Iterable[Problem] = ()) -> Reply:
    return render(
        "sign_up.html",
        {
            "visit": visit,
            "request": request,
            "problems": list(problems),
            "username_label": attributes.username_label(request.pool),
            "fields": attributes.sign_up_fields(request.pool),
            "rules": attributes.password_rules(request.pool),
        },
    )


def _confirm_page(visit: Visit, key: str, step: Step, problems: Iterable[Problem] = (), notice: str = "") -> Reply:
    return render(
        "confirm.html",
        {
            "visit": visit,
            "request": step.request,
            "session": key,
            "problems": list(problems),
            "notice": notice,
            "sent_to": step.parameters.get("Destination", ""),
        },
    )
