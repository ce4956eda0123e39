"""Whether finding a user costs the same among many as among few, and what a user takes of memory. The engine alone."""

import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peers import OURS
from signed_requests import Caller

FEW = 1_000
MANY = 200_000
ROUNDS = 10
CALLS = 40
PAGE = 60
ALLOWED_RATIO = 1.5
ALLOWED_BYTES = 2_000
PASSWORD = "Correct-h0rse"
REPORT_EVERY = 20_000
# One connection to one process: the load generator isn't needed, and what it would hide is measured.
RANDOM = random.Random(7)


@dataclass
class Pool:
    """Users `user-000000` and up, each with an address as alias; some of them have signed in."""

    caller: Caller
    id: str
    client_id: str
    count: int
    subs: list[str]
    access_tokens: list[str]

    def somebody(self) -> int:
        return RANDOM.randrange(self.count)


def name(number: int) -> str:
    return f"user-{number:06}"


def filled_pool(caller: Caller, count: int) -> Pool:
    pool_id = caller.call("CreateUserPool", PoolName=f"of-{count}", AliasAttributes=["email"])["UserPool"]["Id"]
    client_id = caller.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="scale",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    subs = []
    for number in range(count):
        made = caller.call("AdminCreateUser", **_user(pool_id, number))["User"]
        subs.append(next(one["Value"] for one in made["Attributes"] if one["Name"] == "sub"))
        if number % REPORT_EVERY == REPORT_EVERY - 1:
            print(f"  {number + 1} users", flush=True)
    pool = Pool(caller, pool_id, client_id, count, subs, [])
    pool.access_tokens = [_access_token(pool, number) for number in range(0, count, count // 50)]
    return pool


def _user(pool_id: str, number: int) -> dict[str, Any]:
    attributes = {
        "email": f"{name(number)}@example.com",
        "email_verified": "true",
        "given_name": f"Given {number}",
        "family_name": f"Family {number % 5000}",
    }
    return {
        "UserPoolId": pool_id,
        "Username": name(number),
        "UserAttributes": [{"Name": key, "Value": value} for key, value in attributes.items()],
        "MessageAction": "SUPPRESS",
        "TemporaryPassword": PASSWORD,
    }


def _access_token(pool: Pool, number: int) -> str:
    pool.caller.call(
        "AdminSetUserPassword", UserPoolId=pool.id, Username=name(number), Password=PASSWORD, Permanent=True
    )
    answer = pool.caller.call(
        "AdminInitiateAuth",
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name(number), "PASSWORD": PASSWORD},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])


def _page(pool: Pool, asked: str) -> tuple[str, dict[str, Any]]:
    return "ListUsers", {"UserPoolId": pool.id, "Limit": PAGE, "Filter": asked}


def _get(pool: Pool, username: str) -> tuple[str, dict[str, Any]]:
    return "AdminGetUser", {"UserPoolId": pool.id, "Username": username}


# Prefixes are long enough to fit as many users in either pool, so that the pages are of one size.
QUESTIONS: dict[str, Callable[[Pool], tuple[str, dict[str, Any]]]] = {
    "by name": lambda pool: _get(pool, name(pool.somebody())),
    "by alias": lambda pool: _get(pool, f"{name(pool.somebody())}@example.com"),
    "by sub": lambda pool: _get(pool, RANDOM.choice(pool.subs)),
    "nobody by that name": lambda pool: ("ListUsers", {"UserPoolId": pool.id, "Filter": 'username = "nobody"'}),
    "by client": lambda pool: ("DescribeUserPoolClient", {"UserPoolId": pool.id, "ClientId": pool.client_id}),
    "by access token": lambda pool: ("GetUser", {"AccessToken": RANDOM.choice(pool.access_tokens)}),
    "sign-in": lambda pool: (
        "AdminInitiateAuth",
        {
            "UserPoolId": pool.id,
            "ClientId": pool.client_id,
            "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": name(0), "PASSWORD": PASSWORD},
        },
    ),
    "first page": lambda pool: ("ListUsers", {"UserPoolId": pool.id, "Limit": PAGE}),
    "page, email =": lambda pool: _page(pool, f'email = "{name(pool.somebody())}@example.com"'),
    "page, email ^=": lambda pool: _page(pool, f'email ^= "{name(pool.somebody())[:-1]}"'),
    "page, username ^=": lambda pool: _page(pool, f'username ^= "{name(pool.somebody())[:-1]}"'),
    "page, sub =": lambda pool: _page(pool, f'sub = "{RANDOM.choice(pool.subs)}"'),
    "page, given_name =": lambda pool: _page(pool, f'given_name = "Given {pool.somebody()}"'),
    "page, given_name ^=": lambda pool: _page(pool, f'given_name ^= "Given {pool.somebody()}"'),
    "page, family_name = nobody's": lambda pool: _page(pool, 'family_name = "Nobody"'),
    "page, status =": lambda pool: _page(pool, 'cognito:user_status = "CONFIRMED"'),
    "page, enabled =": lambda pool: _page(pool, 'status = "Disabled"'),
}


def measure(few_users: int = FEW, many_users: int = MANY) -> int:
    """Print what each question costs in a small and in a large pool of one engine; 1 where a bar is missed."""
    print(f"\nours alone, {few_users} and {many_users} users, microseconds a call, medians of {ROUNDS} x {CALLS}:")
    with OURS.running() as running:
        caller = running.caller()
        few = filled_pool(caller, few_users)
        before = running.resident_bytes()
        many = filled_pool(caller, many_users)
        bytes_each = (running.resident_bytes() - before) / many_users
        first = {question: _microseconds(many, question) for question in QUESTIONS}
        slowest = max(first, key=lambda question: first[question])
        missed = [_compare(question, few, many) for question in QUESTIONS]
        with_indexes = (running.resident_bytes() - before) / many_users
    print(f"the slowest first answer: {slowest}, {first[slowest] / 1000:.0f} ms; it makes an index")
    print(f"{with_indexes:.0f} bytes a user once everything has been searched for")
    too_heavy = bytes_each > ALLOWED_BYTES
    print(f"{'MISSED' if too_heavy else 'held'}: {bytes_each:.0f} bytes a user (at most {ALLOWED_BYTES})", flush=True)
    return int(any(missed) or too_heavy)


def _compare(question: str, few: Pool, many: Pool) -> bool:
    """Whether it costs more in the large pool than is allowed."""
    taken: dict[int, list[float]] = {few.count: [], many.count: []}
    for _ in range(ROUNDS):
        for pool in (few, many):
            taken[pool.count] += [_microseconds(pool, question) for _ in range(CALLS)]
    small, large = (statistics.median(taken[pool.count]) for pool in (few, many))
    missed = large > ALLOWED_RATIO * small
    print(
        f"{'MISSED' if missed else 'held'}: {question:30}{small:>9.0f}{large:>9.0f}   "
        f"ratio {large / small:.2f} (at most {ALLOWED_RATIO})",
        flush=True,
    )
    return missed


def _microseconds(pool: Pool, question: str) -> float:
    operation, parameters = QUESTIONS[question](pool)
    return pool.caller.seconds(pool.caller.signer.request(operation, parameters)) * 1e6
