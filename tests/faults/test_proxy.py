import socket
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, HTTPClientError

from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.credentials import CREDENTIALS
from tests.faults.proxy import ANSWERS, KINDS, FaultProxy, Faults


@pytest.fixture(scope="module")
def engine():
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        yield engine


@pytest.fixture
def proxy(engine):
    with FaultProxy(engine.port, Faults(seed=1)) as proxy:
        yield proxy


def client(url: str) -> Any:
    return boto3.client(
        "cognito-idp",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=10),
    )


def pools(engine):
    return len(client(engine.endpoint_url).list_user_pools(MaxResults=60)["UserPools"])


def test_without_faults_everything_passes(proxy):
    assert client(proxy.url).list_user_pools(MaxResults=60)["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert proxy.counts == {"passed": 1}


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_of_its_own_never_reaches_the_engine(proxy, engine, kind):
    proxy.faults = Faults(1, 1.0, (kind,))
    before = pools(engine)
    with pytest.raises(ClientError, match=ANSWERS[kind][1]):
        client(proxy.url).create_user_pool(PoolName="x")
    assert pools(engine) == before


@pytest.mark.parametrize(("kind", "created"), [("reset before", 0), ("reset after", 1)])
def test_a_lost_answer_may_have_been_carried_out(proxy, engine, kind, created):
    proxy.faults = Faults(1, 1.0, (kind,))
    before = pools(engine)
    with pytest.raises((ConnectionClosedError, HTTPClientError)):
        client(proxy.url).create_user_pool(PoolName="x")
    assert pools(engine) == before + created


def test_half_an_answer_is_taken_by_botocore_for_one_without_content(proxy, engine):
    proxy.faults = Faults(1, 1.0, ("truncated",))
    before = pools(engine)
    assert client(proxy.url).create_user_pool(PoolName="x").keys() == {"ResponseMetadata"}
    assert pools(engine) == before + 1


def test_a_slow_answer_arrives_in_the_end(proxy):
    proxy.faults = Faults(1, 1.0, ("slow",))
    assert "UserPools" in client(proxy.url).list_user_pools(MaxResults=60)


def test_what_happens_follows_from_the_seed():
    def decisions(seed):
        return [Faults(seed, 0.3).of(number) for number in range(200)]

    assert decisions(7) == decisions(7) != decisions(8)
    assert set(decisions(7)) == {None, *KINDS}


def test_it_listens_on_the_loopback_alone(proxy):
    connection = socket.create_connection(("127.0.0.1", proxy.port))
    assert connection.getpeername()[0] == "127.0.0.1"
    connection.close()
    assert proxy._server.sockets[0].getsockname()[0] == "127.0.0.1"
