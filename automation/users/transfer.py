"""Makes the users of a file anew in a pool, by the admin APIs: attributes, status, groups. Never sends a message.

A run that is ended goes on where it was: the numbers of the users that are begun and done are written down.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from automation.errors import DriverError, UsageError, reason
from automation.users.batch import Done
from automation.users.calls import Calls, error_code
from automation.users.pacing import (
    USER_ACCOUNT_RECOVERY,
    USER_CREATION,
    USER_READ,
    USER_RESOURCE_UPDATE,
    USER_UPDATE,
)
from automation.users.portable import PortableUser
from automation.users.test_user import generate_password
from automation.users.workers import spread

TEMPORARY: Final = "FORCE_CHANGE_PASSWORD"
COMING: Final = frozenset({"CONFIRMED", TEMPORARY, "RESET_REQUIRED", "COMPROMISED"})
"""Those of the others never confirmed that they exist (UNCONFIRMED), or sign in elsewhere (EXTERNAL_PROVIDER)."""
COGNITOS_OWN: Final = ("sub", "identities", "cognito:")
"""How attributes begin that nobody can give a user."""
ABOUT_ONE_USER: Final = frozenset(
    {"InvalidParameterException", "AliasExistsException", "UserLambdaValidationException"}
)
"""Refusals of AdminCreateUser after which the next user may be accepted."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Into which pool, and how."""

    pool: Mapping[str, Any]
    """`UserPoolType`."""
    groups: tuple[str, ...] = ()
    """Of every user, besides their own."""
    without: frozenset[str] = frozenset()
    """Attributes that stay behind."""
    password: str | None = field(default=None, repr=False)
    """Of every user; without one, each has one that nobody knows, and must reset it."""

    @property
    def user_pool_id(self) -> str:
        """The pool's."""
        return str(self.pool["Id"])

    def name_of(self, user: PortableUser) -> str:
        """What the user is called in this pool: in one whose users sign in by e-mail or phone, that; empty for none."""
        by = self.pool.get("UsernameAttributes") or ()
        found = (user.attributes[one] for one in ("email", "phone_number") if one in by and user.attributes.get(one))
        return next(found, "") if by else user.username

    def attributes_of(self, user: PortableUser) -> dict[str, str]:
        """Those that come along."""
        return {
            name: value
            for name, value in user.attributes.items()
            if name not in self.without and not name.startswith(COGNITOS_OWN)
        }

    def groups_of(self, user: PortableUser) -> list[str]:
        """Those that the user will be in."""
        return list(dict.fromkeys((*user.groups, *self.groups)))


@dataclass(slots=True)
class Survey:
    """What is in a file, seen before anything is created."""

    users: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    """How many by status, or because they have no name."""
    groups: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a user."""

    username: str
    result: str
    """created, existing or failed."""
    why: str = ""


def comes(transfer: Transfer, user: PortableUser) -> str:
    """Empty where the user can be made; otherwise why not."""
    if user.status not in COMING:
        return user.status
    return "" if transfer.name_of(user) else "NO_NAME"


def survey(transfer: Transfer, users: Iterable[PortableUser]) -> Survey:
    """Read a whole file. Raises UsageError where the pool hasn't the attributes of its users."""
    found, attributes = Survey(), set[str]()
    for user in users:
        found.users += 1
        reason = comes(transfer, user)
        if reason:
            found.left_out[reason] += 1
            continue
        attributes |= transfer.attributes_of(user).keys()
        found.groups |= set(transfer.groups_of(user))
    known = {str(one["Name"]) for one in transfer.pool.get("SchemaAttributes") or ()}
    if unknown := sorted(attributes - known):
        words = " ".join(f"--without {name}" for name in unknown)
        raise UsageError(
            f"The user pool {transfer.user_pool_id} lacks attributes that users in the file have: "
            f"{', '.join(unknown)}. Add them to the user pool, or leave them out: {words}. Nothing was created."
        )
    return found


def transfer_users(
    calls: Calls, transfer: Transfer, users: Iterable[PortableUser], begun: Done, done: Done
) -> Iterator[Outcome]:
    """Make those that aren't done. Raises DriverError where Cognito refuses for reasons that aren't one user's own."""

    def make(numbered: tuple[int, PortableUser]) -> Outcome:
        number, user = numbered
        with _said(transfer, user):
            outcome = _made(calls, transfer, user, begun, number)
        if outcome.result != "failed":
            done.add(number)
        return outcome

    yield from spread(make, _left(transfer, users, done))


def settle_users(calls: Calls, transfer: Transfer, users: Iterable[PortableUser], done: Done) -> Iterator[Outcome]:
    """Put users that an import job has made into their groups, and disable those that are. Raises DriverError."""

    def settle(numbered: tuple[int, PortableUser]) -> Outcome:
        number, user = numbered
        with _said(transfer, user):
            try:
                _settle(calls, transfer, user)
            except ClientError as error:
                if error_code(error) != "UserNotFoundException":
                    raise
                return Outcome(transfer.name_of(user), "failed", "The import job didn't create this user.")
        done.add(number)
        return Outcome(transfer.name_of(user), "created")

    yield from spread(settle, _left(transfer, users, done))


@contextmanager
def _said(transfer: Transfer, user: PortableUser) -> Iterator[None]:
    """Say of whom an error of AWS's is."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise DriverError(
            f"Importing the user {transfer.name_of(user)} into the user pool {transfer.user_pool_id} failed: "
            f"{reason(error)}. The same command again goes on from here."
        ) from error


def _left(transfer: Transfer, users: Iterable[PortableUser], done: Done) -> Iterator[tuple[int, PortableUser]]:
    numbered = zip(count(1), users, strict=False)
    return ((number, user) for number, user in numbered if number not in done and not comes(transfer, user))


def _made(calls: Calls, transfer: Transfer, user: PortableUser, begun: Done, number: int) -> Outcome:
    name, resumed = transfer.name_of(user), number in begun
    if not resumed:
        begun.add(number)
    attributes = [{"Name": key, "Value": value} for key, value in transfer.attributes_of(user).items()]
    parameters: Any = {**_who(transfer, user), "UserAttributes": attributes, "MessageAction": "SUPPRESS"}
    if user.status == TEMPORARY and transfer.password:
        parameters["TemporaryPassword"] = transfer.password
    tries = 0

    def create() -> None:
        nonlocal tries
        tries += 1
        calls.client.admin_create_user(**parameters)

    has_password = False
    try:
        calls.paced(USER_CREATION, create)
    except ClientError as error:
        code = error_code(error)
        if code in ABOUT_ONE_USER:
            return Outcome(name, "failed", str(error.response["Error"].get("Message", code)))
        if code != "UsernameExistsException":
            raise
        if not resumed and tries == 1:
            return Outcome(name, "existing")
        # Ours: an earlier run, or a try whose answer was lost, created it. A password that is set stays.
        found = calls.call(USER_READ, "admin_get_user", _who(transfer, user))
        has_password = found["UserStatus"] != TEMPORARY
    if user.status != TEMPORARY and not has_password:
        policy = transfer.pool.get("Policies", {}).get("PasswordPolicy", {})
        password = {"Password": transfer.password or generate_password(policy), "Permanent": True}
        calls.call(USER_ACCOUNT_RECOVERY, "admin_set_user_password", {**_who(transfer, user), **password})
    _settle(calls, transfer, user)
    return Outcome(name, "created")


def _settle(calls: Calls, transfer: Transfer, user: PortableUser) -> None:
    for group in transfer.groups_of(user):
        calls.call(USER_RESOURCE_UPDATE, "admin_add_user_to_group", {**_who(transfer, user), "GroupName": group})
    if not user.enabled:
        calls.call(USER_UPDATE, "admin_disable_user", _who(transfer, user))


def _who(transfer: Transfer, user: PortableUser) -> dict[str, str]:
    return {"UserPoolId": transfer.user_pool_id, "Username": transfer.name_of(user)}
