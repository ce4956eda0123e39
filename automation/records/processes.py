"""Who this process is, so that another one can tell later whether it still lives."""

import getpass
import os
import socket
from dataclasses import dataclass

from local.processes import start_time


@dataclass(frozen=True)
class ProcessId:
    """A process of one host, told apart from a later one with the same pid by when it started."""

    pid: int
    started: str

    @classmethod
    def of_this_process(cls) -> "ProcessId":
        """Our own."""
        return cls(os.getpid(), start_time(os.getpid()) or "")

    def is_alive(self) -> bool:
        """Whether that very process still runs. Of use on its own host alone."""
        return start_time(self.pid) == self.started

    @staticmethod
    def is_running(pid: int) -> bool:
        """Whether any process has that pid."""
        return start_time(pid) is not None


def host_name() -> str:
    """What this machine, or container, calls itself."""
    return socket.gethostname()


def local_owner() -> str:
    """user@host; a user without a name (a container's) by number."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    return f"{user}@{host_name()}"
