"""Many users in a pool: each engine's own way to have them, and what finding them costs then."""

import copy
import json
import secrets
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peers import ALL, COGNITO_LOCAL, Peer, Running
from signed_requests import Caller, RefusedError

USERS = 10_000
ROUNDS = 5
CALLS = 30
PAGE = 60
QUESTIONS = ("first page", "page with a filter", "look-up by alias")


def address(number: int) -> str:
    return f"user-{number:06}@example.com"


def user(pool_id: str, number: int) -> dict[str, Any]:
    """What AdminCreateUser takes."""
    attributes = [{"Name": "email", "Value": address(number)}, {"Name": "email_verified", "Value": "true"}]
    return {
        "UserPoolId": pool_id,
        "Username": address(number),
        "UserAttributes": attributes,
        "MessageAction": "SUPPRESS",
    }


@dataclass
class Crowd:
    """A pool of an engine with its users in it."""

    peer: Peer
    caller: Caller
    pool_id: str
    count: int

    def milliseconds(self, question: str) -> float | None:
        """The median of some calls one after the other; None where it refuses them."""
        operation, parameters = self._asked(question)
        requests = [self.caller.signer.request(operation, parameters)] * CALLS
        try:
            return statistics.median(self.caller.seconds(request) for request in requests) * 1000
        except RefusedError:
            return None

    def _asked(self, question: str) -> tuple[str, dict[str, Any]]:
        some = address(self.count * 7 // 10)
        asked: dict[str, tuple[str, dict[str, Any]]] = {
            "first page": ("ListUsers", {"UserPoolId": self.pool_id, "Limit": PAGE}),
            "page with a filter": (
                "ListUsers",
                {"UserPoolId": self.pool_id, "Limit": PAGE, "Filter": f'email ^= "{some[:10]}"'},
            ),
            "look-up by alias": ("AdminGetUser", {"UserPoolId": self.pool_id, "Username": some}),
        }
        return asked[question]


def compare_with_peers(count: int = USERS, rounds: int = ROUNDS) -> None:
    """Print what finding one of so many costs each. No bar is held to it: `scale` holds the engine to its own."""
    with ExitStack() as stack:
        crowds = [stack.enter_context(crowded(peer, count)) for peer in ALL]
        print(f"\n{count} users in a pool, milliseconds a call, medians of {rounds} rounds of {CALLS}:")
        print(f"{'':22}" + "".join(f"{crowd.peer.name:>15}" for crowd in crowds))
        for question in QUESTIONS:
            found = [[crowd.milliseconds(question) for crowd in crowds] for _ in range(rounds)]
            print(f"{question:22}" + "".join(f"{_shown(column):>15}" for column in zip(*found, strict=True)))


def _shown(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{statistics.median(known):.2f}" if len(known) == len(values) else "refused"


@contextmanager
def crowded(peer: Peer, count: int) -> Iterator[Crowd]:
    """The engine with so many users in a pool that names them by their e-mail addresses. Takes some peers minutes."""
    print(f"{peer.name}: {count} users ...", file=sys.stderr, flush=True)
    if peer is not COGNITO_LOCAL:
        with peer.running() as running:
            caller, pool_id = _new_pool(running)
            for number in range(count):
                caller.call("AdminCreateUser", **user(pool_id, number))
            yield Crowd(peer, caller, pool_id, count)
        return
    # It writes all users anew for each: 10,000 would take it minutes. So they are written into its file.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        with peer.running(Path(folder)) as running:
            caller, pool_id = _new_pool(running)
            caller.call("AdminCreateUser", **user(pool_id, 0))
        _multiply(Path(folder) / ".cognito" / "db" / f"{pool_id}.json", count)
        with peer.running(Path(folder)) as running:
            yield Crowd(peer, running.caller(), pool_id, count)


def _new_pool(running: Running) -> tuple[Caller, str]:
    caller = running.caller()
    pool = caller.call("CreateUserPool", PoolName="crowd", UsernameAttributes=["email"])["UserPool"]
    return caller, pool["Id"]


def _multiply(file: Path, count: int) -> None:
    """Write more of the one user that cognito-local's file of a pool has."""
    content = json.loads(file.read_text(encoding="utf-8"))
    (one,) = content["Users"].values()
    content["Users"] = {}
    for number in range(count):
        changed = copy.deepcopy(one)
        sub = secrets.token_hex(16)
        for attribute in changed["Attributes"]:
            attribute["Value"] = {"sub": sub, "email": address(number)}.get(attribute["Name"], attribute["Value"])
        changed["Username"] = sub
        content["Users"][sub] = changed
    file.write_text(json.dumps(content), encoding="utf-8")
