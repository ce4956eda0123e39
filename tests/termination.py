"""SIGTERM, by which CI ends a run, ends this suite as Ctrl-C does: what fixtures have started goes first."""

import os
import signal
import threading

import pytest


def end_in_order() -> None:
    """From now on; a second SIGTERM ends the process at once."""
    if threading.current_thread() is not threading.main_thread():
        return
    own = os.getpid()

    def leave(number: int, _frame: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if os.getpid() != own:  # a copy that a test has made: nothing here is its own
            os.kill(os.getpid(), number)
        pytest.exit("SIGTERM", returncode=128 + number)

    signal.signal(signal.SIGTERM, leave)


def give_signals_to_children() -> None:
    """Children have SIGINT and SIGHUP as a terminal gives them, also where this suite ignores them.

    `nohup`, and a script's `&`, have them ignored, which every process inherits; what is handled it doesn't inherit.
    """
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) == signal.SIG_IGN:
                signal.signal(number, lambda *_: None)
