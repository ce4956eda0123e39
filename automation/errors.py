"""What the driver reports to the person who started it, with the exit code that goes with it."""

import signal


class DriverError(Exception):
    """Something failed. The text is one paragraph: what failed, on which resource, why, and what to do."""

    exit_code = 1


class UsageError(DriverError):
    """Wrong usage or an invalid configuration, said before anything is created."""

    exit_code = 2


class StackMissingError(DriverError):
    """The backend has no such stack."""


class Interrupted(BaseException):
    """SIGINT or SIGTERM arrived. A BaseException, so that no `except Exception` on the way swallows it."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal.Signals(signal_number).name)
        self.signal_number = signal_number

    @property
    def exit_code(self) -> int:
        """130 for SIGINT, 143 for SIGTERM, as shells count."""
        return 128 + self.signal_number
