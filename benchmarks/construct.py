"""How long constructing `CognitoAuth` takes, checks included, against its bare resources with the same inputs.

In turns, in one process, with Pulumi's mocks. Run: `make bench`.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pulumi
from pulumi_aws import cognito
from ratio import report

from components import CognitoAuth, CognitoAuthArgs
from tests.components.support import ARTICLE, RecordingMocks

RUNS = 50
ALLOWED_RATIO = 2.0


def construct_component(name: str) -> None:
    CognitoAuth(name, cast("CognitoAuthArgs", deepcopy(ARTICLE)))


def construct_resources(name: str) -> None:
    given = deepcopy(ARTICLE)
    (client,) = given["clients"]
    parent = pulumi.ComponentResource("bare:index:CognitoAuth", name)
    child = pulumi.ResourceOptions(parent=parent)
    pool = cognito.UserPool(
        f"{name}-user-pool",
        name=given["pool_name"],
        username_attributes=given["username_attributes"],
        opts=child,
    )
    cognito.UserPoolDomain(f"{name}-domain", domain=given["domain"]["prefix"], user_pool_id=pool.id, opts=child)
    cognito.UserPoolClient(f"{name}-client-webapp", user_pool_id=pool.id, **client, opts=child)


def milliseconds(construct: Callable[[str], None], name: str) -> float:
    began = time.perf_counter()
    construct(name)
    return (time.perf_counter() - began) * 1000


async def measure() -> list[tuple[float, float]]:
    construct_component("first")  # botocore's model is read once
    construct_resources("bare-first")
    pairs = []
    for number in range(RUNS):
        # Whoever is first after the pause finds cold caches: so they take turns at that as well.
        if number % 2:
            bare = milliseconds(construct_resources, f"bare-{number}")
            component = milliseconds(construct_component, f"auth-{number}")
        else:
            component = milliseconds(construct_component, f"auth-{number}")
            bare = milliseconds(construct_resources, f"bare-{number}")
        pairs.append((component, bare))
        await asyncio.sleep(0.05)  # the registrations of both
    return pairs


def main() -> int:
    loop, loop_of_mocks = asyncio.new_event_loop(), asyncio.new_event_loop()  # the mocks answer in another thread
    loop.set_default_executor(ThreadPoolExecutor(1, initializer=asyncio.set_event_loop, initargs=(loop_of_mocks,)))
    asyncio.set_event_loop(loop)
    pulumi.runtime.set_mocks(RecordingMocks(), project="cognito-access-token", stack="bench", preview=False)
    pairs = loop.run_until_complete(measure())
    return report(pairs, "CognitoAuth", "its resources alone", "ms", ALLOWED_RATIO)


if __name__ == "__main__":
    sys.exit(main())
