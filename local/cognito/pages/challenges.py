"""Cognito's challenges as pages: what each asks for, and how its answer is put to Cognito.

RespondToAuthChallenge's ChallengeResponses (API reference) names what each wants. Adding one adds an entry to both
tables.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from local.cognito.errors import CognitoError, invalid
from local.cognito.json_types import JsonObject
from local.cognito.pages import attributes
from local.cognito.pages.errors import PageError
from local.cognito.pages.problems import Problem, problem_of
from local.cognito.pages.rendering import render
from local.cognito.pages.replies import Reply
from local.cognito.pages.steps import Step, call
from local.cognito.pages.visit import Visit

CHOICES: Final = {
    "PASSWORD": "Password",
    "PASSWORD_SRP": "Password",
    "EMAIL_OTP": "E-mail code",
    "SMS_OTP": "SMS code",
    "SMS_MFA": "SMS code",
    "SOFTWARE_TOKEN_MFA": "Authenticator app",
    "WEB_AUTHN": "Passkey",
}
PREFIX: Final = "userAttributes."
"""Of attributes in NEW_PASSWORD_REQUIRED's parameters and answers."""
PASSKEY_SCRIPT: Final = "passkey.js"


def page(visit: Visit, key: str, step: Step, problems: Iterable[Problem] = ()) -> Reply:
    """The page of a step's challenge. Raises PageError for one that Cognito's pages can't ask for."""
    if step.challenge not in PAGES:
        raise PageError("server_error", f"Hosted pages can't ask for {step.challenge}, on AWS neither.")
    template, values = PAGES[step.challenge](step)
    common = {"visit": visit, "request": step.request, "session": key, "step": step, "problems": list(problems)}
    return render(template, {**common, **values}, script=PASSKEY_SCRIPT if template == "passkey.html" else "")


def problems_of(step: Step, form: Mapping[str, str]) -> list[Problem]:
    """What is wrong with an answer before Cognito is asked."""
    if step.challenge != "NEW_PASSWORD_REQUIRED":
        return []
    return list(attributes.new_password_problems(step.request.pool, form, "new_password"))


def problem(step: Step, error: CognitoError) -> Problem:
    """What Cognito has against an answer."""
    if step.challenge in {"PASSWORD", "PASSWORD_SRP"}:
        return Problem(error.message, "password")
    found = problem_of(error, password="new_password")  # noqa: S106 - a field's name
    is_code = not found.field and PAGES[step.challenge](step)[0] in {"code.html", "mfa_setup.html"}
    return replace(found, field="code") if is_code else found


def answer(visit: Visit, step: Step) -> JsonObject:
    """Put a page's answer to Cognito; what it says. Raises CognitoError."""
    return ANSWERS[step.challenge](visit, step)


def begin_totp(visit: Visit, step: Step) -> Step:
    """MFA_SETUP with a new secret. Raises CognitoError."""
    made = visit.engine.call("AssociateSoftwareToken", {"Session": step.session}, region=step.request.pool.region)
    session = made.get("Session", step.session)
    return replace(step, session=session, parameters={**step.parameters, "secret": made["SecretCode"]})


def _code_page(words: str) -> Callable[[Step], tuple[str, dict[str, Any]]]:
    def show(step: Step) -> tuple[str, dict[str, Any]]:
        return "code.html", {"words": words, "sent_to": step.parameters.get("CODE_DELIVERY_DESTINATION", "")}

    return show


def _new_password_page(step: Step) -> tuple[str, dict[str, Any]]:
    return "new_password.html", {
        "fields": [attributes.field_of(name) for name in _required(step)],
        "rules": attributes.password_rules(step.request.pool),
    }


def _totp_setup_page(step: Step) -> tuple[str, dict[str, Any]]:
    import segno

    address = _otpauth(step)
    image = segno.make(address, error="m").svg_inline(scale=4, border=4, light="#fff", dark="#000")
    return "mfa_setup.html", {"address": address, "image": image, "secret": step.parameters["secret"]}


def _choice_page(step: Step) -> tuple[str, dict[str, Any]]:
    return "choose.html", {"choices": {name: CHOICES.get(name, name) for name in _choices(step)}}


def _password_page(_step: Step) -> tuple[str, dict[str, Any]]:
    return "password.html", {}


def _passkey_page(step: Step) -> tuple[str, dict[str, Any]]:
    return "passkey.html", {"options": step.parameters["CREDENTIAL_REQUEST_OPTIONS"]}


def _respond(visit: Visit, step: Step, challenge: str, **responses: str) -> JsonObject:
    return call(
        visit,
        step.request,
        "AdminRespondToAuthChallenge",
        ChallengeName=challenge,
        **({"Session": step.session} if step.session else {}),
        ChallengeResponses={"USERNAME": step.username, **responses},
    )


def _answer_code(visit: Visit, step: Step) -> JsonObject:
    return _respond(visit, step, step.challenge, **{f"{step.challenge}_CODE": typed_code(visit.form)})


def _answer_new_password(visit: Visit, step: Step) -> JsonObject:
    given = {f"{PREFIX}{name}": visit.form.get(name, "") for name in _required(step)}
    return _respond(visit, step, step.challenge, NEW_PASSWORD=visit.form.get("new_password", ""), **given)


def _answer_totp_setup(visit: Visit, step: Step) -> JsonObject:
    verified = visit.engine.call(
        "VerifySoftwareToken",
        {"Session": step.session, "UserCode": typed_code(visit.form), "FriendlyDeviceName": "Authenticator app"},
        region=step.request.pool.region,
    )
    return _respond(visit, replace(step, session=verified.get("Session", step.session)), step.challenge)


def _answer_choice(visit: Visit, step: Step) -> JsonObject:
    factor = visit.form.get("factor", "")
    if factor not in _choices(step):
        raise invalid("Choose one of the ways to sign in.")
    if factor in {"PASSWORD", "PASSWORD_SRP"}:  # Cognito takes this choice together with the password
        return {"ChallengeName": "PASSWORD", "Session": step.session}
    return _respond(visit, step, step.challenge, ANSWER=factor)


def _answer_password(visit: Visit, step: Step) -> JsonObject:
    return _respond(visit, step, "SELECT_CHALLENGE", ANSWER="PASSWORD", PASSWORD=visit.form.get("password", ""))


def _answer_passkey(visit: Visit, step: Step) -> JsonObject:
    return _respond(visit, step, step.challenge, CREDENTIAL=visit.form.get("credential", ""))


PAGES: Final[Mapping[str, Callable[[Step], tuple[str, dict[str, Any]]]]] = {
    "SOFTWARE_TOKEN_MFA": _code_page("Enter the 6-digit code that your authenticator app shows."),
    "SMS_MFA": _code_page("Enter the code that we sent by SMS to"),
    "SMS_OTP": _code_page("Enter the code that we sent by SMS to"),
    "EMAIL_OTP": _code_page("Enter the code that we sent by e-mail to"),
    "NEW_PASSWORD_REQUIRED": _new_password_page,
    "MFA_SETUP": _totp_setup_page,
    "SELECT_CHALLENGE": _choice_page,
    "SELECT_MFA_TYPE": _choice_page,
    "PASSWORD": _password_page,
    "PASSWORD_SRP": _password_page,
    "WEB_AUTHN": _passkey_page,
}
"""A challenge to its page: the template and what it shows."""
ANSWERS: Final[Mapping[str, Callable[[Visit, Step], JsonObject]]] = {
    "SOFTWARE_TOKEN_MFA": _answer_code,
    "SMS_MFA": _answer_code,
    "SMS_OTP": _answer_code,
    "EMAIL_OTP": _answer_code,
    "NEW_PASSWORD_REQUIRED": _answer_new_password,
    "MFA_SETUP": _answer_totp_setup,
    "SELECT_CHALLENGE": _answer_choice,
    "SELECT_MFA_TYPE": _answer_choice,
    "PASSWORD": _answer_password,
    "PASSWORD_SRP": _answer_password,
    "WEB_AUTHN": _answer_passkey,
}


def typed_code(form: Mapping[str, str]) -> str:
    """A code as Cognito wants it: people group digits."""
    return "".join(form.get("code", "").split())


def _choices(step: Step) -> list[str]:
    if step.challenge == "SELECT_MFA_TYPE":
        found = json.loads(step.parameters.get("MFAS_CAN_CHOOSE") or "[]")
    else:
        found = step.parameters["AvailableChallenges"]
    names = [str(name) for name in found]
    return [name for name in names if not (name == "PASSWORD_SRP" and "PASSWORD" in names)]


def _required(step: Step) -> list[str]:
    """The attributes that NEW_PASSWORD_REQUIRED asks for."""
    names = json.loads(step.parameters.get("requiredAttributes") or "[]")
    return [str(name).removeprefix(PREFIX) for name in names]


def _otpauth(step: Step) -> str:
    """What an authenticator app reads from the QR code (Google Authenticator's Key URI format)."""
    issuer, account = step.request.pool.name, step.username
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?secret={step.parameters['secret']}&issuer={quote(issuer)}"
