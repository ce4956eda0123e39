"""Signing in threads: each job is done once, and what it raises reaches who waits."""

import asyncio
import threading

import pytest

from local.cognito.signing_threads import MAX_COUNT, SigningThreads


def test_many_jobs_are_done_in_no_more_threads_than_there_are_processors():
    names: set[int] = set()
    signing = SigningThreads()

    async def test() -> None:
        await asyncio.gather(*(signing.run(lambda: names.add(threading.get_ident())) for _ in range(200)))

    asyncio.run(test())
    signing.close()
    assert 1 <= len(names) <= MAX_COUNT
    assert threading.get_ident() not in names


def test_what_a_job_raises_reaches_who_waits_and_the_next_is_done():
    done: list[str] = []
    signing = SigningThreads()

    def fail() -> None:
        raise ValueError("no key")

    async def test() -> None:
        with pytest.raises(ValueError, match="no key"):
            await signing.run(fail)
        await signing.run(lambda: done.append("next"))

    asyncio.run(test())
    signing.close()
    assert done == ["next"]


def test_who_no_longer_waits_is_nobodys_trouble():
    began, go_on = threading.Event(), threading.Event()
    signing = SigningThreads()

    def wait() -> None:
        began.set()
        assert go_on.wait(60)

    async def test() -> None:
        waiting = asyncio.ensure_future(signing.run(wait))
        assert await asyncio.to_thread(began.wait, 60)
        waiting.cancel()
        go_on.set()
        await signing.run(lambda: None)

    asyncio.run(test())
    signing.close()
