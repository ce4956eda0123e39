"""What holds every lock holds those of the pools that there are by then."""

import threading

from local.cognito.engine import Engine
from tests.local.cognito.world import World


def test_a_pool_that_is_made_while_all_locks_are_waited_for_is_locked_too(engine: Engine):
    World.with_pool(engine)
    store, waiting, done = engine.store, threading.Event(), threading.Event()
    free: list[bool] = []

    def hold_them_all() -> None:
        waiting.set()
        with store.locked():
            for pool in store.pools.values():
                another = threading.Thread(target=lambda lock=pool.lock: free.append(lock.acquire(blocking=False)))
                another.start()
                another.join()
        done.set()

    with store.lock:
        thread = threading.Thread(target=hold_them_all)
        thread.start()
        assert waiting.wait(60)
        World.with_pool(engine)
    assert done.wait(60)
    thread.join()
    assert free == [False, False]
