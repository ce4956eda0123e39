"""The engine is killed at random moments under load; what it had answered is there after each start, and nothing else.

`python -m tests.faults.engine_kills --kills 100 --seed 7`; every decision follows from the seed, moments apart.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.cognito.launcher import EngineProcess, LaunchOptions
from local.credentials import Credentials

WORKERS = 4
MAX_S = 1.0
MAX_START_S = 0.6
STARTING_SHARE = 0.3
PASSWORD = "Correct-horse1"
CREDENTIALS = Credentials.random()


@dataclass
class Answered:
    """What one worker was told is so, and what it asked for last without an answer: that may be so or not."""

    pool_id: str = ""
    client_id: str = ""
    users: dict[str, dict[str, str]] = field(default_factory=dict)
    """Attributes by user name."""
    gone: set[str] = field(default_factory=set)
    groups: dict[str, set[str]] = field(default_factory=dict)
    """Members by group."""
    tokens: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    """Access and refresh token of each user's latest sign-in."""
    in_doubt: str = ""
    """The user or group that an unanswered request was about."""
    count: int = 0


class Worker:
    """Changes a pool of its own until the engine is gone."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.answered = Answered()
        self._number = number
        self._chance = chance
        self._api: Any = None

    def connect(self, endpoint_url: str) -> None:
        """Use an engine."""
        self._api = boto3.client(
            "cognito-idp",
            endpoint_url=endpoint_url,
            region_name="us-east-1",
            aws_access_key_id=CREDENTIALS.access_key,
            aws_secret_access_key=CREDENTIALS.secret_key,
            config=Config(retries={"total_max_attempts": 1}, read_timeout=30),
        )

    def begin(self) -> None:
        """Make the pool."""
        made = self.answered
        made.pool_id = self._api.create_user_pool(PoolName=f"pool-{self._number}")["UserPool"]["Id"]
        flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        made.client_id = self._api.create_user_pool_client(
            UserPoolId=made.pool_id, ClientName="app", ExplicitAuthFlows=flows
        )["UserPoolClient"]["ClientId"]

    def run(self) -> None:
        """One change after another; ends with the engine."""
        with contextlib.suppress(BotoCoreError):
            while True:
                self._chance.choice([self._add, self._add, self._change, self._remove, self._sign_in, self._join])()
                self.answered.in_doubt = ""
                self.answered.count += 1

    def check(self) -> Iterator[str]:
        """What isn't as it was answered."""
        told = self.answered
        found = {user["Username"]: _attributes(user["Attributes"]) for user in self._all_users()}
        for name, attributes in told.users.items():
            if name != told.in_doubt and found.get(name) != attributes:
                yield f"{name} was answered with {attributes} and is {found.get(name)}"
        for name in sorted(found.keys() - told.users.keys() - {told.in_doubt}):
            yield f"{name} is there {'again' if name in told.gone else 'though nobody asked for it'}"
        for group, members in told.groups.items():
            listed = self._api.list_users_in_group(UserPoolId=told.pool_id, GroupName=group, Limit=60)["Users"]
            wrong = ({user["Username"] for user in listed} ^ (members & found.keys())) - {told.in_doubt}
            if wrong and group != told.in_doubt:
                yield f"{group} has or lacks {sorted(wrong)}"
        yield from self._check_tokens()

    def settle(self) -> None:
        """Have what was in doubt as it turned out."""
        told = self.answered
        name, told.in_doubt = told.in_doubt, ""
        if not name:
            return
        for members in told.groups.values():
            members.discard(name)
        listed = {user["Username"]: user for user in self._all_users()}
        told.users.pop(name, None)
        if name not in listed:
            told.tokens.pop(name, None)
        else:
            told.users[name] = _attributes(listed[name]["Attributes"])
            groups = self._api.admin_list_groups_for_user(UserPoolId=told.pool_id, Username=name)["Groups"]
            for group in groups:
                told.groups.setdefault(group["GroupName"], set()).add(name)

    def _check_tokens(self) -> Iterator[str]:
        told = self.answered
        for name, (access_token, refresh_token) in list(told.tokens.items())[-5:]:
            if name == told.in_doubt:
                continue
            try:
                self._api.get_user(AccessToken=access_token)
                self._api.initiate_auth(
                    ClientId=told.client_id,
                    AuthFlow="REFRESH_TOKEN_AUTH",
                    AuthParameters={"REFRESH_TOKEN": refresh_token},
                )
            except ClientError as error:
                yield f"a token of {name} isn't good any more: {error}"

    def _all_users(self) -> list[Any]:
        pages = self._api.get_paginator("list_users").paginate(UserPoolId=self.answered.pool_id)
        return [user for page in pages for user in page["Users"]]

    def _somebody(self) -> str:
        return self._chance.choice(sorted(self.answered.users) or [""])

    def _add(self) -> None:
        name = f"user-{self._number}-{self._chance.randrange(10**9)}"
        self.answered.in_doubt = name
        user = self._api.admin_create_user(
            UserPoolId=self.answered.pool_id,
            Username=name,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": f"{name}@example.com"}],
        )["User"]
        self.answered.users[name] = _attributes(user["Attributes"])

    def _change(self) -> None:
        name = self.answered.in_doubt = self._somebody()
        if name:
            value = f"{self._chance.randrange(10**9)}@example.com"
            self._api.admin_update_user_attributes(
                UserPoolId=self.answered.pool_id, Username=name, UserAttributes=[{"Name": "email", "Value": value}]
            )
            self.answered.users[name] = {**self.answered.users[name], "email": value, "email_verified": "false"}

    def _remove(self) -> None:
        name = self.answered.in_doubt = self._somebody()
        if name and self._chance.random() < 0.5:
            self._api.admin_delete_user(UserPoolId=self.answered.pool_id, Username=name)
            del self.answered.users[name]
            self.answered.tokens.pop(name, None)
            self.answered.gone.add(name)
            for members in self.answered.groups.values():
                members.discard(name)

    def _join(self) -> None:
        name, group = self._somebody(), f"group-{self._chance.randrange(3)}"
        if group not in self.answered.groups:
            self.answered.in_doubt = group
            with contextlib.suppress(self._api.exceptions.GroupExistsException):
                self._api.create_group(UserPoolId=self.answered.pool_id, GroupName=group)
            self.answered.groups[group] = set()
        elif name and len(self.answered.groups[group]) < 50:
            self.answered.in_doubt = name
            self._api.admin_add_user_to_group(UserPoolId=self.answered.pool_id, Username=name, GroupName=group)
            self.answered.groups[group].add(name)

    def _sign_in(self) -> None:
        name = self.answered.in_doubt = self._somebody()
        if not name:
            return
        self._api.admin_set_user_password(
            UserPoolId=self.answered.pool_id, Username=name, Password=PASSWORD, Permanent=True
        )
        result = self._api.admin_initiate_auth(
            UserPoolId=self.answered.pool_id,
            ClientId=self.answered.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
        )["AuthenticationResult"]
        self.answered.tokens[name] = result["AccessToken"], result["RefreshToken"]


@dataclass
class Outcome:
    """What was done, and what was wrong."""

    seed: int
    kills: int = 0
    answers: int = 0
    wrong: list[str] = field(default_factory=list)
    slowest_start_s: float = 0.0


def run(kills: int, seed: int, tell: Callable[[str], None]) -> Outcome:
    """So many kills of an engine that keeps its state."""
    outcome = Outcome(seed)
    workers = [Worker(number, random.Random(f"{seed} {number}")) for number in range(WORKERS)]
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="engine-kills-") as folder:
        options = LaunchOptions(credentials=CREDENTIALS, state_folder=Path(folder), log_file=Path(folder) / "log")
        for number in range(kills + 1):
            if number and chance.random() < STARTING_SHARE:
                _kill_while_it_starts(options, chance.uniform(0.0, MAX_START_S))
            with EngineProcess(options) as engine:
                began = time.monotonic()
                engine.wait_until_ready()
                outcome.slowest_start_s = max(outcome.slowest_start_s, time.monotonic() - began)
                if engine.unreadable_state:
                    outcome.wrong.append(f"after kill {number} the state was called unreadable")
                for worker in workers:
                    worker.connect(engine.endpoint_url)
                    if number == 0:
                        worker.begin()
                    outcome.wrong += [f"after kill {number}: {what}" for what in worker.check()]
                    worker.settle()
                if number < kills:
                    _kill_under_load(engine, workers, chance.uniform(0.0, MAX_S))
                    outcome.kills += 1
            tell(f"{outcome.kills} kills, {sum(worker.answered.count for worker in workers)} answers")
    outcome.answers = sum(worker.answered.count for worker in workers)
    return outcome


def _kill_under_load(engine: EngineProcess, workers: list[Worker], after_s: float) -> None:
    threads = [threading.Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    time.sleep(after_s)
    os.kill(engine.pid, signal.SIGKILL)
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def _kill_while_it_starts(options: LaunchOptions, after_s: float) -> None:
    """On top of the others: it opens, checks and copies the state."""
    with EngineProcess(options) as engine:
        time.sleep(after_s)
        os.kill(engine.pid, signal.SIGKILL)


def _attributes(listed: list[dict[str, str]]) -> dict[str, str]:
    return {"email_verified": "false"} | {one["Name"]: one["Value"] for one in listed}


def main() -> int:
    """Run the campaign that the command line asks for, and print what it found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.engine_kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(100_000), help="the same seed, the same requests")
    arguments = parser.parse_args()
    outcome = run(arguments.kills, arguments.seed, lambda text: print(text, file=sys.stderr, flush=True))
    print(json.dumps(vars(outcome), indent=1))
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
