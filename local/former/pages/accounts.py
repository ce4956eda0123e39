"""Signing up and getting back in: sign up, confirm, send the code again, forgot password; and leaving."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from local.former import seam, state
from local.former.errors import CognitoError
from local.former.pages import attributes, authorization
from local.former.pages.authorization import Authorization, PageError
from local.former.pages.rendering import render
from local.former.pages.sessions import Step, Steps, cookie_name, end_session
from local.former.pages.sign_in import SignIn
from local.former.pages.visit import Visit, redirect


@dataclass(frozen=True)
class Accounts:
    """The pages around a user's account."""

    steps: Steps
    sign_in: SignIn

    def sign_up(self, visit: Visit) -> Response:
        """GET and POST /signup."""
        request = authorization.read(visit.query)
        authorization.check_pages(request)
        if not authorization.may_sign_up(request):
            raise PageError("unauthorized_client", "SignUp is not permitted for this user pool.", 403)
        if visit.method == "GET":
            return self._sign_up_page(visit, request)
        form, fields = visit.form, attributes.sign_up_fields(request.pool)
        username, password = form.get("username", "").strip(), form.get("password", "")
        given = {one.name: form.get(one.name, "").strip() for one in fields}
        problems = [f"{one.label} is required." for one in fields if not given[one.name]]
        problems += attributes.new_password_problems(request.pool, password, form.get("confirm_password", ""))
        if problems:
            return self._sign_up_page(visit, request, problems)
        try:
            made = seam.call(
                "SignUp",
                {
                    "ClientId": request.client["ClientId"],
                    "Username": username,
                    "Password": password,
                    "UserAttributes": attributes.as_attributes({**_named_by(request.pool, username), **given}),
                },
            )
            if made.get("UserConfirmed"):
                return self.sign_in.sign_in(visit, request, username, password)
        except CognitoError as error:
            return self._sign_up_page(visit, request, [error.message])
        step = Step(request, visit.csrf, username, password, parameters=made.get("CodeDeliveryDetails") or {})
        return redirect(f"/confirmUser?session={quote(self.steps.begin(step))}")

    def confirm(self, visit: Visit) -> Response:
        """GET and POST /confirmUser; with user_name and confirmation_code it is the link of a mail."""
        if visit.method == "GET" and visit.query.get("confirmation_code"):
            return self._confirm_by_link(visit)
        key = visit.parameter("session")
        step = self.steps.find(key, visit.csrf)
        if visit.method == "GET":
            return self._confirm_page(visit, key, step)
        try:
            _call_with_code(step, "ConfirmSignUp", visit, {})
        except CognitoError as error:
            return self._confirm_page(visit, key, step, problem=error.message)
        self.steps.end(key)
        try:
            return self.sign_in.sign_in(visit, step.request, step.username, step.password)
        except CognitoError:  # the password that was typed with an unconfirmed account was wrong
            return redirect(step.request.url("/login"))

    def resend(self, visit: Visit) -> Response:
        """POST /resendcode: a new confirmation code."""
        key = visit.form.get("session", "")
        step = self.steps.find(key, visit.csrf)
        try:
            sent = seam.call(
                "ResendConfirmationCode", {"ClientId": step.request.client["ClientId"], "Username": step.username}
            )
        except CognitoError as error:
            return self._confirm_page(visit, key, step, problem=error.message)
        self.steps.end(key)
        again = replace(step, parameters=sent.get("CodeDeliveryDetails") or {})
        return self._confirm_page(visit, self.steps.begin(again), again, notice="We have sent a new code.")

    def forgot(self, visit: Visit) -> Response:
        """GET and POST /forgotPassword."""
        request = authorization.read(visit.query)
        authorization.check_pages(request)
        if visit.method == "GET":
            return self._forgot_page(visit, request, visit.query.get("login_hint", ""))
        username = visit.form.get("username", "").strip()
        try:
            sent = seam.call("ForgotPassword", {"ClientId": request.client["ClientId"], "Username": username})
        except CognitoError as error:
            return self._forgot_page(visit, request, username, [error.message])
        step = Step(request, visit.csrf, username, parameters=sent.get("CodeDeliveryDetails") or {})
        return redirect(f"/confirmForgotPassword?session={quote(self.steps.begin(step))}")

    def confirm_forgot(self, visit: Visit) -> Response:
        """GET and POST /confirmForgotPassword: the code and a new password."""
        key = visit.parameter("session")
        step = self.steps.find(key, visit.csrf)
        if visit.method == "GET":
            return self._reset_page(visit, key, step)
        new = visit.form.get("new_password", "")
        confirmed = visit.form.get("confirm_password", "")
        problems = attributes.new_password_problems(step.request.pool, new, confirmed)
        if problems:
            return self._reset_page(visit, key, step, problems)
        try:
            _call_with_code(step, "ConfirmForgotPassword", visit, {"Password": new})
        except CognitoError as error:
            return self._reset_page(visit, key, step, [error.message])
        self.steps.end(key)
        try:
            return self.sign_in.sign_in(visit, step.request, step.username, new)
        except CognitoError:  # a user that may not sign in, such as a disabled one, still has the new password
            return redirect(step.request.url("/login"))

    def log_out(self, visit: Visit) -> Response:
        """GET /logout: to `logout_uri`, or with `redirect_uri` to the sign-in page (Cognito's logout endpoint)."""
        client_id = visit.query.get("client_id", "")
        found = state.enter_client(client_id)
        if found is None:
            raise PageError("invalid_client", f"Client {client_id or '(none)'} does not exist.")
        pool, client = found
        name = cookie_name(pool)
        logout_uri, redirect_uri = visit.query.get("logout_uri"), visit.query.get("redirect_uri")
        if logout_uri:
            if logout_uri not in (client.get("LogoutURLs") or []):
                raise PageError("invalid_request", f"{logout_uri} is not among the sign-out URLs of the app client.")
            response = redirect(logout_uri)
        elif redirect_uri:
            response = redirect(authorization.read(visit.query).url("/login"))
        else:
            raise PageError("invalid_request", "Required String parameters: logout_uri, or redirect_uri.")
        end_session(pool, visit.cookies.get(name))
        response.delete_cookie(name, httponly=True, samesite="lax")
        return response

    def _confirm_by_link(self, visit: Visit) -> Response:
        found = state.enter_client(visit.query.get("client_id", ""))
        if found is None:
            raise PageError("invalid_client", "The link's app client does not exist.")
        step = Step(Authorization(*found, {}), visit.csrf, visit.query.get("user_name", ""))
        _call_with_code(step, "ConfirmSignUp", visit, {})
        return render(
            "done.html", {"heading": "Your registration has been confirmed!", "words": "You can sign in now."}
        )

    def _sign_up_page(self, visit: Visit, request: Authorization, problems: list[str] | None = None) -> Response:
        return render(
            "sign_up.html",
            {
                "visit": visit,
                "request": request,
                "problems": problems or [],
                "username_label": attributes.username_label(request.pool),
                "fields": attributes.sign_up_fields(request.pool),
                "rules": attributes.password_rules(request.pool),
            },
        )

    def _confirm_page(self, visit: Visit, key: str, step: Step, *, problem: str = "", notice: str = "") -> Response:
        return render(
            "confirm.html",
            {
                "visit": visit,
                "request": step.request,
                "session": key,
                "problems": [problem] if problem else [],
                "notice": notice,
                "sent_to": step.parameters.get("Destination", ""),
            },
        )

    def _forgot_page(
        self, visit: Visit, request: Authorization, username: str, problems: list[str] | None = None
    ) -> Response:
        return render(
            "forgot_password.html",
            {
                "visit": visit,
                "request": request,
                "username": username,
                "username_label": attributes.username_label(request.pool),
                "problems": problems or [],
            },
        )

    def _reset_page(self, visit: Visit, key: str, step: Step, problems: list[str] | None = None) -> Response:
        return render(
            "reset_password.html",
            {
                "visit": visit,
                "request": step.request,
                "session": key,
                "problems": problems or [],
                "rules": attributes.password_rules(step.request.pool),
                "sent_to": step.parameters.get("Destination", ""),
            },
        )


def _named_by(pool: state.Pool, username: str) -> dict[str, str]:
    """The attribute that a user name is, where the pool's users sign in with their address or number."""
    named = pool.get("UsernameAttributes") or []
    kind = "phone_number" if username.startswith("+") else "email"
    return {kind: username} if kind in named else {}


def _call_with_code(step: Step, operation: str, visit: Visit, more: dict[str, Any]) -> None:
    """ConfirmSignUp or ConfirmForgotPassword with the code that was typed. Raises CognitoError."""
    code = (visit.form.get("code") or visit.query.get("confirmation_code", "")).replace(" ", "")
    client_id = step.request.client["ClientId"]
    parameters = {"ClientId": client_id, "Username": step.username, "ConfirmationCode": code, **more}
    seam.call(operation, parameters)
