"""Test users, created through the admin APIs: permanent password, verified, and no mail sent."""

import secrets
import string
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from automation.errors import DriverError, reason

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

SYMBOLS = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+="
"""What Cognito counts as a special character (the developer guide, "Adding user pool password requirements")."""
HARMLESS_SYMBOLS = "-_.+=@%"
"""Those that survive a shell, a URL in quotes and a copy by double click."""
DEFAULT_PASSWORD_LENGTH = 20

PLAUSIBLE_VALUES = {
    "address": "1 Test Street",
    "birthdate": "2000-01-31",
    "family_name": "User",
    "gender": "unspecified",
    "given_name": "Test",
    "locale": "en-US",
    "middle_name": "T",
    "name": "Test User",
    "nickname": "test",
    "phone_number": "+15555550100",
    "picture": "https://example.com/picture.png",
    "profile": "https://example.com/profile",
    "updated_at": "1700000000",
    "website": "https://example.com",
    "zoneinfo": "Etc/UTC",
}
"""For standard attributes (OpenID Connect Core section 5.1) that a pool requires."""


@dataclass(frozen=True)
class TestUser:
    """A user that this program created."""

    __test__ = False  # not a class of tests, whatever pytest makes of its name

    username: str
    """What the user signs in with."""
    email: str
    password: str = field(repr=False)
    groups: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The members of the contract's `user` object. Secret."""
        return {
            "username": self.username,
            "email": self.email,
            "password": self.password,
            "groups": list(self.groups),
        }


class UserRefusedError(DriverError):
    """Cognito has refused to create a user: there is none."""

    code = "user_refused"


class UserExistsError(UserRefusedError):
    """Somebody has the name."""

    code = "user_exists"


def create_test_user(  # noqa: PLR0913 - what can be said of a user
    cognito: "CognitoIdentityProviderClient",
    user_pool_id: str,
    *,
    username: str | None = None,
    password: str | None = None,
    groups: Iterable[str] = (),
    attributes: Mapping[str, str] | None = None,
) -> TestUser:
    """Plan and create a confirmed user at once: for environments that keep nothing. See `plan_user`, `create_user`."""
    user, values = plan_user(
        cognito, user_pool_id, username=username, password=password, groups=groups, attributes=attributes
    )
    create_user(cognito, user_pool_id, user, values)
    return user


def plan_user(  # noqa: PLR0913 - what can be said of a user
    cognito: "CognitoIdentityProviderClient",
    user_pool_id: str,
    *,
    username: str | None = None,
    password: str | None = None,
    groups: Iterable[str] = (),
    attributes: Mapping[str, str] | None = None,
) -> tuple[TestUser, dict[str, str]]:
    """A user to be created, and their attributes (DescribeUserPool). Raises DriverError.

    What isn't given is generated: the password meets the pool's policy, the attributes that the pool requires are
    filled in, `email` and `phone_number` count as verified.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # slow, and needed for its errors alone

    try:
        pool: Mapping[str, Any] = cognito.describe_user_pool(UserPoolId=user_pool_id)["UserPool"]
    except (ClientError, BotoCoreError) as error:
        raise DriverError(f"Reading the user pool {user_pool_id} failed: {reason(error)}") from error
    user = _new_user(pool, username, password, tuple(groups))
    return user, {**attributes_of(user, pool), **(attributes or {})}


def create_user(
    cognito: "CognitoIdentityProviderClient",
    user_pool_id: str,
    user: TestUser,
    values: Mapping[str, str],
    *,
    resumed: bool = False,
) -> None:
    """Create a confirmed user (AdminCreateUser, AdminSetUserPassword, AdminAddUserToGroup) with these attributes.

    `MessageAction=SUPPRESS` keeps Cognito from sending anything. Groups that the pool lacks are created. `resumed`
    takes up a creation that was killed, which may have created the user. Raises UserRefusedError with Cognito's message
    where it refuses, the password or a group too, and there is no user then; DriverError where the user may be there.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # slow, and needed for its errors alone

    try:
        with suppress(*([cognito.exceptions.UsernameExistsException] if resumed else [])):
            cognito.admin_create_user(
                UserPoolId=user_pool_id,
                Username=user.username,
                UserAttributes=[{"Name": key, "Value": value} for key, value in values.items()],
                MessageAction="SUPPRESS",
            )
        # botocore repeats a call whose answer is lost, and a pool that remembers passwords won't set one twice.
        with suppress(cognito.exceptions.PasswordHistoryPolicyViolationException):
            cognito.admin_set_user_password(
                UserPoolId=user_pool_id, Username=user.username, Password=user.password, Permanent=True
            )
        for group in user.groups:
            with suppress(cognito.exceptions.GroupExistsException):
                cognito.create_group(UserPoolId=user_pool_id, GroupName=group)
            cognito.admin_add_user_to_group(UserPoolId=user_pool_id, Username=user.username, GroupName=group)
    except cognito.exceptions.UsernameExistsException:
        raise UserExistsError(
            f"The user {user.username} already exists in the user pool {user_pool_id}. Choose another name, or "
            f"delete the user first: users delete {user.username}"
        ) from None
    except ClientError as error:
        refused = error.operation_name == "AdminCreateUser"
        is_gone = refused or (not resumed and _deleted(cognito, user_pool_id, user.username))
        raise (UserRefusedError if is_gone else DriverError)(
            f"Creating the user {user.username} in the user pool {user_pool_id} failed: {reason(error)}"
        ) from error
    except BotoCoreError as error:
        raise DriverError(
            f"Creating the user {user.username} in the user pool {user_pool_id} got no response: {reason(error)}. "
            f"The user may have been created; its password is kept. To start again: users delete {user.username}"
        ) from error


def _deleted(cognito: "CognitoIdentityProviderClient", user_pool_id: str, username: str) -> bool:
    """Whether a user as whom nobody could sign in is gone."""
    try:
        delete_user(cognito, user_pool_id, username)
    except DriverError:
        return False
    return True


def delete_user(cognito: "CognitoIdentityProviderClient", user_pool_id: str, username: str) -> bool:
    """Delete a user (AdminDeleteUser). Whether there was one. Raises DriverError."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        cognito.admin_delete_user(UserPoolId=user_pool_id, Username=username)
    except cognito.exceptions.UserNotFoundException:
        return False
    except (ClientError, BotoCoreError) as error:
        raise DriverError(
            f"Deleting the user {username} of the user pool {user_pool_id} failed: {reason(error)}"
        ) from error
    return True


def _new_user(pool: Mapping[str, Any], username: str | None, password: str | None, groups: tuple[str, ...]) -> TestUser:
    password = password or generate_password(pool.get("Policies", {}).get("PasswordPolicy", {}))
    by = pool.get("UsernameAttributes", ())
    name = username or f"test-{secrets.token_hex(6)}"
    email = name if "@" in name else f"{name}@example.com"
    if by == ["phone_number"]:
        return TestUser(username or _phone_number(), f"test-{secrets.token_hex(6)}@example.com", password, groups)
    return TestUser(email if "email" in by else name, email, password, groups)


def has_users(cognito: "CognitoIdentityProviderClient", user_pool_id: str) -> bool:
    """Whether anybody would miss the pool (ListUsers). Raises DriverError where Cognito doesn't say.

    One that isn't found counts as having users: it may be in another account, or out of sight of these credentials.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return bool(cognito.list_users(UserPoolId=user_pool_id, Limit=1)["Users"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return True
        raise DriverError(
            f"Whether the user pool {user_pool_id} has users can't be found out: {reason(error)}"
        ) from error
    except BotoCoreError as error:
        raise DriverError(
            f"Whether the user pool {user_pool_id} has users can't be found out: {reason(error)}"
        ) from error


def generate_password(policy: Mapping[str, Any]) -> str:
    """A random password that meets a `PasswordPolicyType`: every class of characters, and long enough."""
    length = max(DEFAULT_PASSWORD_LENGTH, int(policy.get("MinimumLength", 0)))
    classes = (string.ascii_lowercase, string.ascii_uppercase, string.digits, HARMLESS_SYMBOLS)
    characters = [secrets.choice(one) for one in classes]
    characters += [secrets.choice("".join(classes)) for _ in range(length - len(classes))]
    secrets.SystemRandom().shuffle(characters)
    # A leading symbol could be taken for an option, or for a file name after @.
    characters.sort(key=lambda character: character not in string.ascii_letters)
    first, rest = characters[0], characters[1:]
    secrets.SystemRandom().shuffle(rest)
    return "".join([first, *rest])


def attributes_of(user: TestUser, pool: Mapping[str, Any]) -> dict[str, str]:
    """The attributes a `UserPoolType` asks of this user: e-mail, whatever is required, and both marked as verified."""
    attributes = {"email": user.email, "email_verified": "true"}
    required = {
        attribute["Name"]
        for attribute in pool.get("SchemaAttributes", ())
        if attribute.get("Required") and attribute["Name"] != "sub"
    }
    by_phone = pool.get("UsernameAttributes") == ["phone_number"]
    for name in sorted(required | ({"phone_number"} if by_phone else set())):
        if name == "phone_number":
            attributes["phone_number"] = user.username if by_phone else _phone_number()
            attributes["phone_number_verified"] = "true"
        else:
            attributes.setdefault(name, PLAUSIBLE_VALUES.get(name, "test"))
    return attributes


def _phone_number() -> str:
    # 555-0100 to 555-0199 are set aside for fiction; seven random digits after an unused area code never ring anywhere.
    return f"+1555{secrets.randbelow(10**7):07d}"
