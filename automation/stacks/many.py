"""Many one-shot environments at once: each in a process of its own, so that none sees another.

This process only starts them, passes signals on, and gathers what they report: a signal that ends one ends all, and
each destroys what is its own.
"""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from automation.errors import Interrupted
from automation.terminal.console import Console
from automation.terminal.signals import Signals, postponed

ERROR = "error: "
POLL_S = 0.05


@dataclass
class Member:
    """One of the environments."""

    number: int
    process: subprocess.Popen[str]
    answer: list[str] = field(default_factory=list, repr=False)
    told: list[str] = field(default_factory=list)
    readers: list[threading.Thread] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        """The object of `-o json`; where it failed, one with `environment`, `error` and `exit_code`. Secret."""
        if self.process.returncode == 0:
            found: dict[str, Any] = json.loads("".join(self.answer))
            return found
        errors = [line.removeprefix(ERROR) for line in self.told if line.startswith(ERROR)]
        return {
            "environment": self._name(),
            "error": " ".join(errors) or "It was interrupted.",
            "exit_code": self.process.returncode,
        }

    def _name(self) -> str | None:
        began = [line.split()[3] for line in self.told if line.startswith("Deploying the environment ")]
        return began[0] if began else None


def run_many(root: Path, arguments: Sequence[str], count: int, console: Console, signals: Signals) -> list[Member]:
    """Run so many one-shots with these arguments of `run.py` to their ends.

    Raises Interrupted once all have cleaned up after a signal; a second signal is passed on as well.
    """
    command = [sys.executable, str(root / "automation" / "run.py"), *arguments]
    members: list[Member] = []
    console.say(f"Bringing up {count} environments")
    pass_on = _Passing(members, console)
    try:
        with signals.leaving(pass_on):
            for number in range(1, count + 1):
                members.append(_start(number, command, console))  # noqa: PERF401 - an interruption needs those so far
            _gather(members, console)
    except BaseException as error:
        console.say(f"{'Interrupted' if isinstance(error, Interrupted) else 'Failed'}: destroying the environments")
        number = error.signal_number if isinstance(error, Interrupted) else signal.SIGTERM
        with signals.leaving(pass_on):
            for member in members:
                member.process.send_signal(number)
            _gather(members, console)
        raise
    return members


@dataclass
class _Passing:
    """What a second signal does: the members leave at once as well, each saying what it leaves."""

    members: list[Member]
    console: Console

    def __call__(self) -> None:
        for member in self.members:
            if member.process.poll() is None:
                member.process.send_signal(signal.SIGTERM)
        for member in self.members:
            member.process.wait()
            for reader in member.readers:
                reader.join(timeout=1)
            for line in member.told:
                if "Left before" in line:
                    self.console.error(line.removeprefix(ERROR))


def _start(number: int, command: list[str], console: Console) -> Member:
    with postponed():
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,  # a terminal's Ctrl-C reaches this process alone, which passes it on
        )
        member = Member(number, process)
        for stream, lines, say in ((process.stdout, member.answer, None), (process.stderr, member.told, console)):
            member.readers.append(_read(number, stream, lines, say))
    return member


def _read(number: int, stream: IO[str] | None, lines: list[str], console: Console | None) -> threading.Thread:
    def consume() -> None:
        if stream is None:
            return
        with stream:
            for line in stream:
                lines.append(line)
                if console is not None:
                    console.detail(f"[{number}] {line.rstrip()}")

    thread = threading.Thread(target=consume, daemon=True)
    thread.start()
    return thread


def _gather(members: list[Member], console: Console) -> None:
    """Wait for all, and say of each when it is done."""
    waiting = list(members)
    while waiting:
        for member in [one for one in waiting if one.process.poll() is not None]:
            waiting.remove(member)
            for reader in member.readers:
                reader.join()
            done = f"{len(members) - len(waiting)} of {len(members)}"
            if member.process.returncode == 0:
                console.done(f"{done}: {member.report()['environment']} came up, signed in and went again")
            else:
                report = member.report()
                console.error(f"{done}: {report['environment'] or f'environment {member.number}'}: {report['error']}")
        if waiting:
            threading.Event().wait(POLL_S)
