"""The local engine beside plain ministack, moto's server and cognito-local.

Start to the first pool, sign-ins a second over four connections, resident memory; then finding one of 10,000 users;
then the engine alone with 200,000 users, and with a group and an import of many. In turns, on this machine, from a load
generator in a process of its own; medians and their ratio to ministack's are what counts. Run: `make bench`.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import crowd
import scale
import volume
from load import LoadGenerator
from peers import ALL, MINISTACK, OURS, Peer, Running, make_environments
from ratio import record, report

ROUNDS = 7
USERS = 100
WARM_UP_S = 1.0
SECONDS = 4.0
PASSWORD = "Correct-h0rse"
START_RATIO = 0.7
SIGN_IN_RATIO = 2.0
MEMORY_RATIO = 1.0
BUSY_GENERATOR = 0.8
PARTS = ("peers", "crowd", "scale", "volume")


@dataclass(frozen=True)
class Figures:
    """Of one run of one engine."""

    start_seconds: float
    """From the start of its process to the answered CreateUserPool."""
    sign_ins: float
    """A second."""
    megabytes: float
    """Resident, with 100 users."""


def measured(peer: Peer, load: LoadGenerator) -> Figures:
    with peer.running() as running:
        requests = sign_ins(running)
        resident = running.resident_bytes()
        load.for_a_time(running.port, requests, WARM_UP_S, must_hold=b'"AccessToken"')
        found = load.for_a_time(running.port, requests, SECONDS, must_hold=b'"AccessToken"')
    if found.generator_seconds > BUSY_GENERATOR * found.seconds:
        print("the load generator was as busy as what it measured: this figure is too low", file=sys.stderr)
    return Figures(running.start_seconds, found.rate, resident / 1e6)


def sign_ins(running: Running) -> list[bytes]:
    """Requests of users that can sign in, made one after the other: not every peer stands more at once."""
    caller = running.caller()
    pool_id = caller.call("CreateUserPool", PoolName="bench", UsernameAttributes=["email"])["UserPool"]["Id"]
    flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    made = caller.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="bench", ExplicitAuthFlows=flows)
    names = [f"user-{number}@example.com" for number in range(USERS)]
    for name in names:
        attributes = [{"Name": "email", "Value": name}, {"Name": "email_verified", "Value": "true"}]
        caller.call(
            "AdminCreateUser",
            UserPoolId=pool_id,
            Username=name,
            UserAttributes=attributes,
            MessageAction="SUPPRESS",
        )
        caller.call("AdminSetUserPassword", UserPoolId=pool_id, Username=name, Password=PASSWORD, Permanent=True)
    common = {
        "UserPoolId": pool_id,
        "ClientId": made["UserPoolClient"]["ClientId"],
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
    }
    caller.close()
    return [
        caller.signer.request(
            "AdminInitiateAuth", {**common, "AuthParameters": {"USERNAME": name, "PASSWORD": PASSWORD}}
        )
        for name in names
    ]


def compare_with_peers(rounds: int) -> int:
    """Print each round and the medians; 1 where a bar is missed."""
    found: dict[str, list[Figures]] = {peer.name: [] for peer in ALL}
    with LoadGenerator() as load:
        for peer in ALL:
            with peer.running():
                pass  # fills the file system's cache for all
        for number in range(rounds):
            for peer in _turned(ALL, number):
                figures = measured(peer, load)
                found[peer.name].append(figures)
                print(f"round {number + 1}: {peer.name:14}{_shown(figures)}", flush=True)
    print(f"\nmedians of {rounds}:")
    medians = {name: Figures(*(statistics.median(column) for column in _columns(runs))) for name, runs in found.items()}
    for name, figures in medians.items():
        print(f"{name:14}{_shown(figures)}")
    record("start", "s", {name: figures.start_seconds for name, figures in medians.items()}, rounds)
    record("sign-ins", "a second", {name: figures.sign_ins for name, figures in medians.items()}, rounds)
    record("memory", "MB", {name: figures.megabytes for name, figures in medians.items()}, rounds)
    return _held_to_the_bars(found[OURS.name], found[MINISTACK.name])


def _held_to_the_bars(ours: Sequence[Figures], ministack: Sequence[Figures]) -> int:
    starts, rates, sizes = (
        list(zip(mine, its, strict=True)) for mine, its in zip(_columns(ours), _columns(ministack), strict=True)
    )
    return max(
        report(starts, "start to the first pool: ours", "ministack", "s", START_RATIO),
        report(rates, "sign-ins: ours", "ministack", "a second", SIGN_IN_RATIO, at_least=True),
        report(sizes, "resident: ours", "ministack", "MB", MEMORY_RATIO),
    )


def _columns(runs: Sequence[Figures]) -> tuple[list[float], list[float], list[float]]:
    return [run.start_seconds for run in runs], [run.sign_ins for run in runs], [run.megabytes for run in runs]


def _shown(figures: Figures) -> str:
    return f"start {figures.start_seconds:.3f} s, {figures.sign_ins:5.0f} sign-ins/s, {figures.megabytes:5.1f} MB"


def _turned(peers: Sequence[Peer], number: int) -> list[Peer]:
    """Another one first each time."""
    first = number % len(peers)
    return [*peers[first:], *peers[:first]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS, action="append", help="only this one; all of them unless given")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--crowd", type=int, default=crowd.USERS, help="users beside the peers")
    parser.add_argument("--many", type=int, default=scale.MANY, help="users of the engine alone")
    parser.add_argument("--rows", type=int, default=volume.ROWS, help="of the file to import")
    arguments = parser.parse_args()
    parts = arguments.part or PARTS
    make_environments()
    missed = 0
    if "peers" in parts:
        missed |= compare_with_peers(arguments.rounds)
    if "crowd" in parts:
        crowd.compare_with_peers(arguments.crowd)
    if "scale" in parts:
        missed |= scale.measure(many_users=arguments.many)
    if "volume" in parts:
        missed |= volume.measure(rows=arguments.rows)
    return missed


if __name__ == "__main__":
    sys.exit(main())
