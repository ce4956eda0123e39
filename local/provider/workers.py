"""Work in threads that nobody waits for at the end: a request that hangs keeps neither a stop nor an exit waiting."""

import asyncio
import functools
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


async def in_thread(work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """What `work` returns, or raises, called in a daemon thread of its own.

    Python's own executors join their threads when the loop closes and when the interpreter ends. As many threads run at
    once as the engine has requests under way.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[_T] = loop.create_future()

    def run() -> None:
        try:
            result = work(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - it is the caller's
            tell(functools.partial(future.set_exception, error))
        else:
            tell(functools.partial(future.set_result, result))

    def tell(outcome: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(lambda: None if future.done() else outcome())

    threading.Thread(target=run, name="aws-provider-request", daemon=True).start()
    return await future
