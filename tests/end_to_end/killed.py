"""A run of the program that ends itself by SIGKILL at a call that a test names, and not at a time."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

SCRIPT: Final = """
import importlib, os, signal, sys, threading

sys.path[0], place, before, *arguments = sys.argv[1:]
module, _, name = place.partition(":")
owner = importlib.import_module(module)
*parents, last = name.split(".")
for parent in parents:
    owner = getattr(owner, parent)
real, lock, calls = getattr(owner, last), threading.RLock(), 0

def counted(*given, **named):
    global calls
    with lock:  # so that those before have ended
        if calls == int(before):
            os.kill(os.getpid(), signal.SIGKILL)
        calls += 1
        return real(*given, **named)

setattr(owner, last, counted)
from automation.run import main

sys.exit(main(arguments))
"""


def killed_at(root: Path, place: str, before: int, arguments: Sequence[str]) -> list[str]:
    """What goes after the interpreter to run the checkout's program until it calls a function once more.

    `place` is `module:function` or `module:Class.method`; `before` are the calls that it gets done before.
    """
    return ["-c", SCRIPT, str(root), place, str(before), *arguments]
