"""Runs many one-shot environments at once, each in a process of its own.

This process imports what all of them need, has them begin as its copies, passes signals on, and gathers what they
report: a signal that ends one ends all, and each destroys what is its own.
"""

import gc
import importlib
import json
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from automation.errors import Interrupted
from automation.stacks.one_shot import NEEDED_TO_SIGN_IN, NOT_DESTROYED
from automation.terminal.console import Console
from automation.terminal.signals import NUMBERS, Signals, postponed
from local.provider.botocore_import import import_botocore

ERROR = "error: "
POLL_S = 0.05
NEEDED_BY_ALL = (*NEEDED_TO_SIGN_IN, "automation.stacks.deployment", "components.program", "local.provider.servicer")
"""Modules that take a while to import."""


@dataclass
class Member:
    """One of the environments."""

    number: int
    process: BaseProcess
    stdout: Connection
    stderr: Connection
    answer: list[str] = field(default_factory=list, repr=False)
    told: list[str] = field(default_factory=list)
    readers: list[threading.Thread] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        """The member's `-o json` report; after a failure, `environment`, `error` and `exit_code`. Secret."""
        if self.exit_code == 0:
            found: dict[str, Any] = json.loads("".join(self.answer))
            return found
        said = self._error()
        errors = [line.removeprefix(ERROR) for line in self.told if line.startswith(ERROR)]
        return {
            "environment": said.get("resource"),
            "error": said.get("text") or " ".join(errors).strip() or "It was interrupted.",
            "exit_code": self.exit_code,
        }

    def _error(self) -> dict[str, Any]:
        """The member's `-o json` error object; empty if it ended without one."""
        with suppress(ValueError, KeyError, TypeError):
            found: dict[str, Any] = json.loads("".join(self.answer))["error"]
            return found
        return {}

    @property
    def exit_code(self) -> int | None:
        """The exit code: None while it is running, the negative signal number if a signal ended it."""
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal to the member if it is still running."""
        if self.process.pid is not None and self.exit_code is None:
            os.kill(self.process.pid, number)


def run_many(
    run_one: Callable[[list[str]], int], arguments: Sequence[str], count: int, console: Console, signals: Signals
) -> list[Member]:
    """Run a number of one-shots to completion: `run_one`, each with its own arguments of `run.py`.

    Raises Interrupted once all have cleaned up after a signal; a second signal is passed on as well.
    """
    members: list[Member] = []
    console.say(f"Creating {count} environments")
    import_botocore()
    for name in NEEDED_BY_ALL:
        importlib.import_module(name)
    gc.freeze()  # what is shared stays shared: nobody looks through it for garbage
    pass_on = _SecondSignal(members, console)
    try:
        with signals.leaving(pass_on):
            _start(members, run_one, arguments, count)
            _gather(members, console)
    except BaseException as error:
        console.say(f"{'Interrupted' if isinstance(error, Interrupted) else 'Failed'}: destroying the environments")
        number = error.signal_number if isinstance(error, Interrupted) else signal.SIGTERM
        with signals.leaving(pass_on):
            for member in members:
                member.send_signal(number)
            _gather(members, console)
        raise
    return members


@dataclass
class _SecondSignal:
    """Handles a second signal: the members also exit immediately, and each reports what it leaves behind."""

    members: list[Member]
    console: Console

    def __call__(self) -> None:
        for member in self.members:
            member.send_signal(signal.SIGTERM)
        for member in self.members:
            member.process.join()
            for reader in member.readers:
                reader.join(timeout=1)
            for line in member.told:
                if NOT_DESTROYED in line:
                    self.console.error(line.removeprefix(ERROR))


def _start(members: list[Member], run_one: Callable[[list[str]], int], arguments: Sequence[str], count: int) -> None:
    """Fork all members before any thread exists, because locks held by threads would be copied."""
    context = multiprocessing.get_context("fork")
    sys.stdout.flush()
    sys.stderr.flush()
    for number in range(1, count + 1):
        with postponed(), _blocked():
            (answer, to_answer), (told, to_told) = context.Pipe(duplex=False), context.Pipe(duplex=False)
            process = context.Process(target=_be_member, args=(run_one, list(arguments), to_answer, to_told))
            process.start()
            members.append(Member(number, process, answer, told))
            to_answer.close()
            to_told.close()


@contextmanager
def _blocked() -> Iterator[None]:
    """Block signals until a forked process has handlers of its own."""
    signal.pthread_sigmask(signal.SIG_BLOCK, NUMBERS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, NUMBERS)


def _be_member(run_one: Callable[[list[str]], int], arguments: list[str], answer: Connection, told: Connection) -> None:
    """Run one environment in the forked process, with its own streams and session.

    A terminal's Ctrl-C reaches the parent alone, which passes it on.
    """
    os.setsid()
    os.environ.pop("GITHUB_ACTIONS", None)  # what it tells is passed on in lines of the parent's, which masks itself
    for number in NUMBERS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, NUMBERS)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, stream in ((nothing, 0), (answer.fileno(), 1), (told.fileno(), 2)):
        os.dup2(descriptor, stream)
    with (
        open(1, "w", encoding="utf-8", closefd=False) as sys.stdout,
        open(2, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False) as sys.stderr,
    ):
        code = run_one(arguments)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    sys.exit(code)


def _listen(members: list[Member], console: Console) -> None:
    for member in (one for one in members if not one.readers):
        with postponed():  # a stream has one reader, wherever a signal comes in between
            for stream, lines, say in ((member.stdout, member.answer, None), (member.stderr, member.told, console)):
                member.readers.append(_read(member.number, stream, lines, say))


def _read(number: int, stream: Connection, lines: list[str], console: Console | None) -> threading.Thread:
    def consume() -> None:
        with open(os.dup(stream.fileno()), encoding="utf-8", errors="replace") as text:  # noqa: PTH123 - a descriptor
            stream.close()
            for line in text:
                lines.append(line)
                if console is not None:
                    console.detail(f"[{number}] {line.rstrip()}")

    thread = threading.Thread(target=consume, daemon=True)
    thread.start()
    return thread


def _gather(members: list[Member], console: Console) -> None:
    """Wait for all members, and report each one when it has finished."""
    _listen(members, console)
    waiting = list(members)
    while waiting:
        for member in [one for one in waiting if one.exit_code is not None]:
            waiting.remove(member)
            for reader in member.readers:
                reader.join()
            done = f"{len(members) - len(waiting)} of {len(members)}"
            if member.exit_code == 0:
                console.done(f"{done}: {member.report()['environment']} deployed, signed in and destroyed")
            else:
                report = member.report()
                console.error(f"{done}: {report['environment'] or f'environment {member.number}'}: {report['error']}")
        if waiting:
            threading.Event().wait(POLL_S)
