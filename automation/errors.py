"""What the driver reports to the person who started it, with the exit code that goes with it."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self
from urllib.parse import urlsplit

from cognito_model.errors import UserFacingError

SIGNED_AT_ANOTHER_TIME = ("Signature expired", "Signature not yet current")
"""How AWS begins to refuse what was signed by another clock."""


class DriverError(UserFacingError):
    """Something failed. The text is one paragraph: what failed, on which resource, why, and what to do."""


class UsageError(DriverError):
    """Wrong usage or an invalid configuration, said before anything is created."""

    exit_code = 2
    code = "usage"


class InvalidConfigurationError(UsageError):
    """What the stack's file says can't be deployed, said before anything is created."""

    code = "invalid_configuration"


class StackMissingError(DriverError):
    """The backend has no such stack."""

    code = "stack_missing"

    @classmethod
    def unknown(cls, name: str, target: str) -> Self:
        """Where nothing was deployed under that name."""
        return cls(
            f"There is no stack {name} on the target {target}. Deploy it with `python automation/run.py up`, or choose "
            "another with --stack."
        )

    @classmethod
    def gone(cls, name: str) -> Self:
        """Where what is kept of an environment goes while it is looked at."""
        return cls(
            f"The environment {name} no longer exists: another run has destroyed it, or found no stack of that name. "
            "Deploy it with `python automation/run.py up`."
        )


class NetworkError(DriverError):
    """Another server didn't respond, or not as expected."""

    code = "network"


class ReportedError(DriverError):
    """Something failed in the middle of an answer, and the answer on stdout ends with that."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@contextmanager
def about(resource: str) -> Iterator[None]:
    """Have errors know what they are about, for programs that read them."""
    try:
        yield
    except UserFacingError as error:
        error.resource = error.resource or resource
        raise


class Interrupted(BaseException):
    """SIGINT or SIGTERM arrived. A BaseException, so that no `except Exception` on the way swallows it."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal.Signals(signal_number).name)
        self.signal_number = signal_number

    @property
    def exit_code(self) -> int:
        """130 for SIGINT, 143 for SIGTERM, as shells count."""
        return 128 + self.signal_number


def _loaded(module: str, name: str) -> type[Exception] | tuple[()]:
    """A class of a module, should anybody have imported it; whatever is raised is of one that somebody has."""
    found: type[Exception] | tuple[()] = getattr(sys.modules.get(module), name, ())
    return found


def reason(error: Exception) -> str:
    """Why a call of boto3's or requests' failed, for the end of a sentence: the service's own words, and its code."""
    if isinstance(error, _loaded("requests", "RequestException")):
        return described(error)[1]
    if not isinstance(error, _loaded("botocore.exceptions", "ClientError")):
        return str(error)
    said = error.response.get("Error", {})  # type: ignore[attr-defined] # of a class that needn't be loaded
    message = str(said.get("Message")).rstrip(".")
    return f"{message} ({said.get('Code')}){_wrong_clock(error)}"


def _wrong_clock(error: Any) -> str:
    """A sentence where the service refuses signatures of another time than its own."""
    from datetime import UTC, datetime, timedelta  # as is the next, slow and seldom needed
    from email.utils import parsedate_to_datetime

    said = str(error.response.get("Error", {}).get("Message"))
    date = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    if not said.startswith(SIGNED_AT_ANOTHER_TIME) or not date:
        return ""
    off_s = datetime.now(UTC).timestamp() - parsedate_to_datetime(date).timestamp()
    return (
        f". This machine's clock is {timedelta(seconds=round(abs(off_s)))} (h:mm:ss) "
        f"{'ahead of' if off_s > 0 else 'behind'} the service's: set it"
    )


def _refused_by_aws(error: Any) -> tuple[str, str]:
    said = error.response.get("Error", {})
    code, message = str(said.get("Code")), str(said.get("Message"))
    if code == "ResourceNotFoundException":
        return "gone", (
            f"AWS can't find a resource of the stack ({error.operation_name}): {message} It may have been deleted "
            "outside this program. `up` deploys it again, `destroy` forgets it."
        )
    return "aws_refused", f"AWS refused {error.operation_name}: {reason(error)}."


def described(error: Exception) -> tuple[str, str]:
    """An error's code for programs, and its text for people."""
    if isinstance(error, UserFacingError):
        return error.code, str(error)
    unforeseen = (
        f"An unexpected error occurred: {type(error).__name__}. Run the command again with --verbose for the "
        "traceback, and report it."
    )
    return _described_by_class(error) or ("unforeseen", unforeseen)


def _described_by_class(error: Exception) -> tuple[str, str] | None:
    if isinstance(error, _loaded("botocore.exceptions", "ClientError")):
        return _refused_by_aws(error)
    if isinstance(error, _loaded("botocore.exceptions", "BotoCoreError")):
        return "aws_unreachable", f"AWS couldn't be reached: {error}"
    if isinstance(error, _loaded("requests", "RequestException")):  # its text may hold an address with a code in it
        answer = getattr(error, "response", None)
        asked = getattr(error, "request", None) or answer
        host = urlsplit(str(getattr(asked, "url", "") or "")).netloc or "an address"
        how = type(error).__name__ if answer is None else f"HTTP {answer.status_code}"
        return "network", f"{host} didn't respond as expected ({how}). Run `doctor`, or try again."
    if isinstance(error, RecursionError):
        return "too_deep", "A file, a token or a response is nested too deeply to be read. It is probably damaged."
    if isinstance(error, OSError):
        where = f" on {error.filename}" if error.filename else ""
        return "system", f"The operating system refused{where}: {error.strerror or error}."
    return None
