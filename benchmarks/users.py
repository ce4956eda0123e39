"""Users that can sign in, with tokens, per second: the driver's way against a bare loop over keep-alive connections.

In turns, on one engine, in one process. Then against an engine that enforces Cognito's quotas: the share of the
quota that creating reaches, and how many users failed. Run: `make bench`.
"""

import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import boto3
import botocore.config

from automation.sessions.token_rows import token_rows
from automation.tokens.token_set import TokenSet
from automation.users.batch import Batch, Done, new_seed
from automation.users.calls import Calls
from automation.users.creation import create_users
from automation.users.pacing import USER_ACCOUNT_RECOVERY
from automation.users.test_user import TestUser
from automation.users.workers import THREADS
from local.cognito.launcher import EngineProcess, LaunchOptions

USERS = 1000
ROUNDS = 3
USERS_WITH_QUOTAS = 600
ALLOWED_RATIO = 0.85
ALLOWED_SHARE = 0.90


def client(engine: EngineProcess, service: Any = "cognito-idp") -> Any:
    return boto3.client(
        service,
        endpoint_url=engine.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=engine.credentials.access_key,
        aws_secret_access_key=engine.credentials.secret_key,
        config=botocore.config.Config(max_pool_connections=THREADS, retries={"total_max_attempts": 1}),
    )


def make_pool(cognito: Any) -> tuple[dict[str, Any], str]:
    """A user pool, and an app client of it."""
    pool = cognito.create_user_pool(PoolName="bench")["UserPool"]
    made = cognito.create_user_pool_client(
        UserPoolId=pool["Id"], ClientName="bench", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )
    return pool, made["UserPoolClient"]["ClientId"]


def make_batch(pool: dict[str, Any], count: int) -> Batch:
    return Batch("load", pool["Id"], count, False, (), {}, new_seed(), False)  # noqa: FBT003 - two of its members


def sign_in(cognito: Any, pool_id: str, client_id: str, user: TestUser) -> TokenSet:
    tokens = cognito.admin_initiate_auth(
        UserPoolId=pool_id,
        ClientId=client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.username, "PASSWORD": user.password},
    )["AuthenticationResult"]
    return TokenSet(tokens["AccessToken"], tokens["IdToken"], tokens["RefreshToken"], tokens["ExpiresIn"])


def bare_rate(engine: EngineProcess) -> float:
    """As somebody would write it for once."""
    cognito = client(engine)
    pool, client_id = make_pool(cognito)

    def one(number: int) -> None:
        name, password = f"load-{number:06}", "Correct-h0rse"
        attributes = [
            {"Name": "email", "Value": f"{name}@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ]
        cognito.admin_create_user(
            UserPoolId=pool["Id"], Username=name, UserAttributes=attributes, MessageAction="SUPPRESS"
        )
        cognito.admin_set_user_password(UserPoolId=pool["Id"], Username=name, Password=password, Permanent=True)
        sign_in(cognito, pool["Id"], client_id, TestUser(name, "", password))

    began = time.monotonic()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(one, range(USERS)))
    return USERS / (time.monotonic() - began)


def driver_rate(engine: EngineProcess) -> float:
    cognito = client(engine)
    pool, client_id = make_pool(cognito)
    batch, calls = make_batch(pool, USERS), Calls(cognito, unlimited=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        done = Done(Path(folder) / "done")
        made = sum(1 for _ in create_users(calls, batch, pool, done, resumed=False))
        done.close()
    rows = sum(1 for _ in token_rows(calls, batch.users(), lambda user: sign_in(cognito, pool["Id"], client_id, user)))
    seconds = time.monotonic() - began
    assert made == rows == USERS
    return USERS / seconds


def share_of_quota() -> float:
    """How near the quota creating users comes, while the engine refuses what goes beyond it."""
    with EngineProcess(LaunchOptions(quotas=True)) as engine, tempfile.TemporaryDirectory() as folder:
        engine.wait_until_ready()
        cognito = client(engine)
        pool, _client_id = make_pool(cognito)
        done = Done(Path(folder) / "done")
        began = time.monotonic()
        numbers = create_users(
            Calls(cognito, unlimited=True), make_batch(pool, USERS_WITH_QUOTAS), pool, done, resumed=False
        )
        made = sum(1 for _ in numbers)
        rate = made / (time.monotonic() - began)
        done.close()
    assert made == USERS_WITH_QUOTAS  # not one failed
    return rate / USER_ACCOUNT_RECOVERY.quota


def main() -> int:
    with EngineProcess() as engine:
        engine.wait_until_ready()
        pairs = []
        for number in range(ROUNDS):
            pairs.append((driver_rate(engine), bare_rate(engine)))
            print(f"round {number + 1}: driver {pairs[-1][0]:.0f}/s, bare loop {pairs[-1][1]:.0f}/s", flush=True)
    driver, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"{USERS} users with tokens, medians of {ROUNDS}: driver {driver:.0f}/s, bare loop {bare:.0f}/s, "
        f"ratio {driver / bare:.2f} (at least {ALLOWED_RATIO})"
    )
    share = share_of_quota()
    print(f"with quotas enforced: {share:.0%} of the quota (at least {ALLOWED_SHARE:.0%}), no failed user")
    return int(driver / bare < ALLOWED_RATIO or share < ALLOWED_SHARE)


if __name__ == "__main__":
    sys.exit(main())
