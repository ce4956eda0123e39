"""Batches against the real engine."""

from contextlib import closing

import pytest

from automation.targets.workspaces import Workspace
from automation.users.batch import BatchFiles
from automation.users.calls import Calls
from automation.users.creation import create_users
from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.automation.users.test_batch import make_batch
from tests.credentials import CREDENTIALS
from tests.local.cognito.test_launcher import cognito


@pytest.fixture(scope="module")
def client():
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        yield cognito(engine.endpoint_url)


def test_a_batch_is_completed_in_a_pool_that_remembers_passwords(client, tmp_path):
    policy = {"PasswordPolicy": {"MinimumLength": 14, "PasswordHistorySize": 5}}
    pool = client.create_user_pool(PoolName="remembers", Policies=policy, UserPoolTier="ESSENTIALS")["UserPool"]
    batch = make_batch(user_pool_id=pool["Id"], groups=(), attributes={})
    files = BatchFiles(Workspace(tmp_path, "local", "local-dev"))
    calls = Calls(client, unlimited=True)
    with closing(files.done("load")) as done:
        assert sorted(create_users(calls, batch, pool, done, resumed=False)) == [1, 2, 3]
    files.remove("load")  # the last numbers were lost with the process

    with closing(files.done("load")) as done:
        assert sorted(create_users(calls, batch, pool, done, resumed=True)) == [1, 2, 3]

    assert {user["UserStatus"] for user in client.list_users(UserPoolId=pool["Id"])["Users"]} == {"CONFIRMED"}
