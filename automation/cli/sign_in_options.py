"""The options of `token` that flows and challenges are answered from, and what is kept of a sign-in."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from automation.cli.context import Context
from automation.errors import UsageError
from automation.sessions.known_answers import known_answers
from automation.sessions.sign_in import SignInRequest
from automation.targets.workspaces import Workspace
from automation.terminal.secret_options import read_secret
from automation.tokens.challenges.answers import Answers
from automation.tokens.challenges.terminal import asker
from automation.tokens.flows import Credentials, FlowOptions

FACTORS = {
    "password": "PASSWORD",
    "password-srp": "PASSWORD_SRP",
    "email-otp": "EMAIL_OTP",
    "sms-otp": "SMS_OTP",
    "web-authn": "WEB_AUTHN",
}
"""Values of --first-factor, and Cognito's."""
SECOND_FACTORS = {"totp": "SOFTWARE_TOKEN_MFA", "email": "EMAIL_OTP", "sms": "SMS_MFA"}
"""Values of --mfa, and Cognito's."""
CLIENT_AUTHENTICATIONS = {"basic": "client_secret_basic", "post": "client_secret_post"}


SIGN_IN_OPTIONS = (
    "first_factor",
    "mfa",
    "redirect_uri",
    "client_auth",
    "refresh_token",
    "totp_secret",
    "code",
    "answer",
    "new_password",
    "remember_device",
)


def changes_the_sign_in(options: Mapping[str, Any]) -> bool:
    """Whether an option says how to sign in: then somebody wants to see that happen."""
    return any(options.get(name) for name in SIGN_IN_OPTIONS)


def sign_in_request(context: Context) -> SignInRequest:
    """What the options of `token` ask for. Raises UsageError."""
    options = context.arguments.options
    _check_identity_provider(options)
    password = options.get("password")
    if password is not None:
        if options.get("user") is None:
            raise UsageError("--password needs --user: give the user that the password belongs to.")
        password = read_secret(password, "--password", context.stdin)
    return SignInRequest(
        user=options.get("user"),
        password=password,
        client=options.get("client"),
        flow=options.get("flow") or ("code" if options.get("idp") else None),
        scopes=tuple(options.get("scope") or ()),
        fresh=bool(options.get("no_cache") or password or changes_the_sign_in(options)),
        refresh_outputs=bool(options.get("refresh")),
        may_ask=context.stdin.isatty(),
        answers=lambda kept, pool_id, credentials: answers_of(context, kept.workspace, pool_id, credentials),
        options=flow_options(context),
    )


def answers_of(context: Context, workspace: Workspace, user_pool_id: str, credentials: Credentials) -> Answers:
    """What the options, and what an earlier sign-in of this user left, answer challenges with. Raises UsageError."""
    options = context.arguments.options
    known = known_answers(workspace, user_pool_id, credentials)

    def secret(name: str) -> str | None:
        given = options.get(name)
        return None if given is None else read_secret(given, f"--{name.replace('_', '-')}", context.stdin)

    def secrets(name: str) -> tuple[str, ...]:
        return tuple(read_secret(given, f"--{name}", context.stdin) for given in options.get(name) or ())

    return replace(
        known,
        first_factor=FACTORS.get(options.get("first_factor") or ""),
        mfa=SECOND_FACTORS.get(options.get("mfa") or ""),
        totp_secret=secret("totp_secret") or known.totp_secret,
        new_password=secret("new_password"),
        codes=secrets("code"),
        custom=secrets("answer"),
        attributes=_attributes(options.get("attribute") or ()),
        remember_device=bool(options.get("remember_device")),
        ask=asker(context.stdin, sys.stderr),
    )


def flow_options(context: Context) -> FlowOptions:
    """What options tell single flows."""
    options = context.arguments.options
    token = options.get("refresh_token")
    return FlowOptions(
        redirect_uri=options.get("redirect_uri"),
        client_authentication=CLIENT_AUTHENTICATIONS[options.get("client_auth") or "basic"],
        refresh_token=None if token is None else read_secret(token, "--refresh-token", context.stdin),
        refresh_at=options.get("refresh_at") or "api",
        identity_provider=options.get("idp"),
        resource=options.get("resource"),
    )


def _check_identity_provider(options: Mapping[str, Any]) -> None:
    if options.get("idp") is None:
        return
    if options.get("flow") not in {None, "code"}:
        raise UsageError(
            f"--idp needs --flow code: in the flow {options['flow']} nobody signs in at an identity provider."
        )
    if options.get("user") is None:
        raise UsageError(
            "--idp needs --user: give the name to sign in with. The test identity provider accepts any name."
        )


def _attributes(given: Any) -> dict[str, str]:
    found = {}
    for text in given:
        name, equals, value = str(text).partition("=")
        if not (name and equals):
            raise UsageError(f"--attribute {name or '…'} isn't NAME=VALUE, as in --attribute given_name=Ada.")
        found[name] = value
    return found
