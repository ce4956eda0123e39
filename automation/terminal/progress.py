"""How far a long run is, on stderr: a bar with rate and time left on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from automation.terminal.console import Console

Item = TypeVar("Item")
EVERY_S = 10.0


def shown(
    items: Iterable[Item], total: int, what: str, console: Console, now: Callable[[], float] = time.monotonic
) -> Iterator[Item]:
    """The same items, counted."""
    if console.quiet:
        yield from items
    elif sys.stderr.isatty():
        yield from _with_bar(items, total, what)
    else:
        yield from _with_lines(items, total, what, console, now)


def _with_bar(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    from rich.console import Console as Terminal  # slow, and for terminals only
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Terminal(stderr=True)) as progress:
        task = progress.add_task(what, total=total)
        started = time.monotonic()
        for count, item in enumerate(items, start=1):
            rate = count / max(time.monotonic() - started, 0.001)
            progress.update(task, completed=count, description=f"{what} ({rate:.0f}/s)")
            yield item


def _with_lines(
    items: Iterable[Item], total: int, what: str, console: Console, now: Callable[[], float]
) -> Iterator[Item]:
    started = last = now()
    count = 0
    for count, item in enumerate(items, start=1):
        if now() - last >= EVERY_S:
            last = now()
            rate = count / (last - started)
            console.say(f"{what}: {count} of {total}, {rate:.0f}/s, about {(total - count) / rate:.0f} s left")
        yield item
    seconds = now() - started
    if count:
        console.done(f"{what}: {count} in {seconds:.1f} s ({count / max(seconds, 0.001):.0f}/s)")
