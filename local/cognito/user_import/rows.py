"""What a file must have, and what becomes of a row ("Creating the user import .csv file")."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final, Self

from cognito_model.attributes import VERIFIED_FLAGS
from local.cognito.accounts import creation
from local.cognito.accounts.attributes import check_required, listed_attributes
from local.cognito.call import Call
from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.user_import.jobs import MFA, NAME
from local.cognito.validation import check_shape

MAX_USERS: Final = 500_000
MAX_CHARACTERS: Final = 16_000
"""Of a row."""
PIECE_BYTES: Final = 1 << 20
MFA_VALUES: Final[Mapping[str, frozenset[str]]] = {"ON": frozenset({"true"}), "OFF": frozenset({"false"})}
"""What a row may say of MFA, where the pool leaves no choice."""
EXISTS: Final = frozenset({"UsernameExistsException", "AliasExistsException"})
IMPORTED: Final = "The import succeeded."
SKIPPED: Final = "The user already exists."
NOT_VERIFIED: Final = (
    "The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true)."
)
Row = list[str] | None
"""None for one that can't be read."""


class UnreadableFileError(Exception):
    """The file is none that a job can import: its message is the job's CompletionMessage."""


class RowFailedError(Exception):
    """A row makes no user: its message is what the log says."""


class RowSkippedError(Exception):
    """A row's user is there already."""


class Rows:
    """The rows of a file after its header."""

    def __init__(self, file: BinaryIO, columns: list[str]) -> None:
        """Read the header. Raises UnreadableFileError where it hasn't exactly these columns."""
        if _count_lines(file) > MAX_USERS + 1:
            raise UnreadableFileError(f"The file has more than {MAX_USERS} users.")
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        self._reader = csv.reader(self._text, escapechar="\\")
        try:
            self.columns = [name.strip() for name in next(self._reader, [])]
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnreadableFileError("The file could not be parsed.") from error
        if sorted(self.columns) != sorted(columns):
            raise UnreadableFileError("The header of the file doesn't match the attributes of the user pool.")

    def __enter__(self) -> Self:
        """The rows."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the file to whoever opened it."""
        self._text.detach()

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """Each row with the number of its line. Raises UnreadableFileError for what isn't text."""
        while True:
            try:
                row: Row = next(self._reader)
            except StopIteration:
                return
            except csv.Error:
                row = None
            except UnicodeDecodeError as error:
                raise UnreadableFileError("The file could not be parsed.") from error
            if row != []:
                yield self._reader.line_num, row


def import_row(call: Call, pool: UserPool, columns: list[str], row: Row) -> None:
    """Make a row's user. Raises RowFailedError, RowSkippedError."""
    if row is None or len(row) != len(columns) or sum(map(len, row)) + len(row) > MAX_CHARACTERS:
        raise RowFailedError("The row could not be parsed.")
    values = {name: value.strip() for name, value in zip(columns, row, strict=True)}
    username, mfa = values.pop(NAME), values.pop(MFA).lower()
    given = {name: value for name, value in values.items() if value}
    if mfa not in MFA_VALUES.get(pool.mfa_configuration, {"true", "false"}):
        raise RowFailedError("The value of cognito:mfa_enabled doesn't fit the user pool's MFA configuration.")
    try:
        check_shape("AdminCreateUser", _as_request(pool, username, given))
        user = creation.new_user(call, pool, username, given, "RESET_REQUIRED")
        check_required(pool, user.attributes)
        _check_is_verified(pool, user.attributes)
        if mfa == "true" and "phone_number" in user.attributes:
            user.mfa_enabled = ["SMS_MFA"]
        creation.add_user(call, pool, user, username)
    except CognitoError as error:
        if error.code in EXISTS:
            raise RowSkippedError(SKIPPED) from error
        raise RowFailedError(error.message.strip()) from error


def _as_request(pool: UserPool, username: str, given: Mapping[str, str]) -> JsonObject:
    """A row as AdminCreateUser would have it, whose limits are a row's as well."""
    return {"UserPoolId": pool.id, "Username": username, "UserAttributes": listed_attributes(given)}


def _check_is_verified(pool: UserPool, attributes: Mapping[str, str]) -> None:
    """Raise RowFailedError where none of the attributes that the pool verifies by itself is there and verified."""
    names: list[str] = pool.settings.get("AutoVerifiedAttributes") or []
    if not any(attributes.get(name) and attributes.get(VERIFIED_FLAGS[name]) == "true" for name in names):
        raise RowFailedError(NOT_VERIFIED)


def _count_lines(file: BinaryIO) -> int:
    """How many lines a file has; it is at its beginning afterwards."""
    newlines, last = 0, b"\n"
    for piece in iter(lambda: file.read(PIECE_BYTES), b""):
        newlines += piece.count(b"\n")
        last = piece[-1:]
    file.seek(0)
    return newlines + (last != b"\n")
