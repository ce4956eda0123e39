"""What a user's page does to the user: operations of Cognito, as an administrator calls them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from local.cognito.api import mfa
from local.cognito.console.requests import ConsoleRequest, call
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

DELETED: Final = "deleted"
MFA_SETTINGS: Final = {factor: member for member, factor in mfa.SETTINGS.items()}
"""The operation's members, by what users' factors are called."""

Run: TypeAlias = Callable[[ConsoleRequest, UserPool, str], object]
"""Does it to the user of the name. Raises CognitoError."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done."""

    done: str
    """A sentence, for afterwards."""
    run: Run = field(repr=False)
    field_name: str = ""
    """The form's field that a refusal is about."""


def _operation(name: str, **given: object) -> Run:
    return lambda request, pool, username: call(request, pool, name, Username=username, **given)


def _set_password(request: ConsoleRequest, pool: UserPool, username: str) -> None:
    form = request.form
    permanent = bool(form.get("permanent"))
    password = form.get("password", "")
    call(request, pool, "AdminSetUserPassword", Username=username, Password=password, Permanent=permanent)


def _set_attribute(request: ConsoleRequest, pool: UserPool, username: str) -> None:
    form = request.form
    given = [{"Name": form.get("attribute", "").strip(), "Value": form.get("value", "")}]
    call(request, pool, "AdminUpdateUserAttributes", Username=username, UserAttributes=given)


def _in_group(operation: str) -> Run:
    def run(request: ConsoleRequest, pool: UserPool, username: str) -> None:
        call(request, pool, operation, Username=username, GroupName=request.form.get("group", ""))

    return run


def reset_second_factor(request: ConsoleRequest, pool: UserPool, username: str) -> None:
    """Switch off what the user has, and forget the authenticator app: MFA is set up anew where the pool asks for it."""
    with pool.lock:
        user = pool.users.by_name(username)
        settings = {MFA_SETTINGS[factor]: {"Enabled": False} for factor in (user.mfa_enabled if user else ())}
        has_app = user is not None and bool(user.totp_secret or user.totp_pending)
    if settings or not has_app:
        call(request, pool, "AdminSetUserMFAPreference", Username=username, **settings)
    if has_app:
        call(request, pool, "AdminDeleteSoftwareToken", Username=username)


ACTIONS: Final[Mapping[str, Action]] = {
    "confirm": Action("The user is confirmed.", _operation("AdminConfirmSignUp")),
    "enable": Action("The user is enabled.", _operation("AdminEnableUser")),
    "disable": Action("The user is disabled, and signed out everywhere.", _operation("AdminDisableUser")),
    "sign-out": Action("The user is signed out everywhere.", _operation("AdminUserGlobalSignOut")),
    "invite": Action(
        "The invitation was sent again; it is in the inbox.", _operation("AdminCreateUser", MessageAction="RESEND")
    ),
    "reset-password": Action(
        "The password must be reset; the code is in the inbox.", _operation("AdminResetUserPassword")
    ),
    "set-password": Action("The password is set.", _set_password, "password"),
    "reset-second-factor": Action("The second factor is reset.", reset_second_factor),
    "set-attribute": Action("The attribute is set.", _set_attribute, "value"),
    "join-group": Action("The user is in the group.", _in_group("AdminAddUserToGroup"), "group"),
    "leave-group": Action("The user is no longer in the group.", _in_group("AdminRemoveUserFromGroup")),
    "delete": Action("The user was deleted.", _operation("AdminDeleteUser")),
}
"""By the last part of the path that a form is sent to."""


def offered(user: User) -> list[tuple[str, str]]:
    """The actions that need no more than a button and make sense for a user as it is, with the buttons' words."""
    found = [("disable", "Disable") if user.enabled else ("enable", "Enable")]
    if user.status == "UNCONFIRMED":
        found.insert(0, ("confirm", "Confirm"))
    if user.status == "FORCE_CHANGE_PASSWORD":
        found.append(("invite", "Send the invitation again"))
    if user.status == "CONFIRMED" and user.has_password:
        found.append(("reset-password", "Require a new password"))
    if user.mfa_enabled or user.totp_secret or user.totp_pending:
        found.append(("reset-second-factor", "Reset the second factor"))
    return [*found, ("sign-out", "Sign out everywhere")]
