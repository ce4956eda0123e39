"""What the driver reports to the person who started it, with the exit code that goes with it."""

import signal

from cognito_model.errors import PersonError


class DriverError(PersonError):
    """Something failed. The text is one paragraph: what failed, on which resource, why, and what to do."""


class UsageError(DriverError):
    """Wrong usage or an invalid configuration, said before anything is created."""

    exit_code = 2
    code = "usage"


class StackMissingError(DriverError):
    """The backend has no such stack."""

    code = "stack_missing"


class Interrupted(BaseException):
    """SIGINT or SIGTERM arrived. A BaseException, so that no `except Exception` on the way swallows it."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal.Signals(signal_number).name)
        self.signal_number = signal_number

    @property
    def exit_code(self) -> int:
        """130 for SIGINT, 143 for SIGTERM, as shells count."""
        return 128 + self.signal_number


def described(error: Exception) -> tuple[str, str]:
    """An error's code for programs, and its text for people."""
    if isinstance(error, PersonError):
        return error.code, str(error)
    if isinstance(error, OSError):
        where = f" on {error.filename}" if error.filename else ""
        return "system", f"The operating system refused{where}: {error.strerror or error}."
    return "unforeseen", (
        f"Something unforeseen happened: {type(error).__name__}. Run it again with --verbose for the traceback, and "
        "report that."
    )
