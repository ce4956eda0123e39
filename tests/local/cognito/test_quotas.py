"""Request quotas, by a clock that stands still until it is told to go, and with a real client."""

import asyncio
import base64
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from cognito_model import request_quotas
from cognito_model.model import USER_POOLS, service_model
from cognito_model.request_quotas import RATES, category_of
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from local.cognito.hosted_quotas import HostedQuotas
from local.cognito.oauth.paths import MAX_TOKEN_FORM_BYTES
from local.cognito.quotas import MANY, Quotas
from local.cognito.settings import EngineSettings
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.thread import EngineThread
from tests.credentials import CREDENTIALS
from tests.local.cognito.world import PASSWORD, World, error_of, make_engine

REGION = "us-east-1"
POOL = "us-east-1_quotas"
OTHER_POOL = "us-east-1_other"
THIRD_POOL = "us-east-1_third"
CLIENT = "clientofquotas"


class Clock:
    """Time that a test holds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(engine: Engine, clock: Clock) -> Quotas:
    for pool_id in (POOL, OTHER_POOL, THIRD_POOL):
        engine.store.add(UserPool(pool_id, REGION, "pool", 1.0, 1.0))
    engine.store.add(AppClient(POOL, CLIENT, "app", 1.0, 1.0))
    return Quotas(engine.store, clock)


def accepted(limits: Quotas, operation: str, most: int, **parameters: Any) -> int:
    """How many of these requests pass, one after the other and all at once."""
    for passed in range(most):
        try:
            store = limits._store
            pool = store.pools.get(parameters.get("UserPoolId", "")) or store.pool_of_client.get(
                parameters.get("ClientId", "")
            )
            limits.check(operation, parameters, REGION, pool)
        except CognitoError as refused:
            if (refused.code, refused.message, refused.status) != ("TooManyRequestsException", "Rate exceeded", 400):
                raise
            return passed
    return most


def test_a_category_has_its_rate_and_refills_with_time(limits: Quotas, clock: Clock) -> None:
    assert accepted(limits, "ListUserPools", 100) == 15
    clock.now += 0.2
    assert accepted(limits, "ListUserPools", 100) == 3
    clock.now += 60
    assert accepted(limits, "ListUserPools", 100) == 15


EXAMPLES = {
    "UserAuthentication": ("InitiateAuth", 120),
    "UserCreation": ("SignUp", 50),
    "UserAccountRecovery": ("ForgotPassword", 30),
    "UserRead": ("AdminGetUser", 120),
    "UserUpdate": ("AdminUpdateUserAttributes", 25),
    "UserToken": ("RevokeToken", 120),
    "UserResourceRead": ("AdminListGroupsForUser", 50),
    "UserResourceUpdate": ("AdminAddUserToGroup", 25),
    "UserList": ("ListUsers", 30),
    "UserPoolRead": ("DescribeUserPool", 15),
    "UserPoolUpdate": ("UpdateUserPool", 15),
    "UserPoolResourceRead": ("ListGroups", 20),
    "UserPoolResourceUpdate": ("CreateGroup", 15),
    "UserPoolClientRead": ("DescribeUserPoolClient", 15),
    "UserPoolClientUpdate": ("CreateUserPoolClient", 15),
    "LimitManagement": ("GetProvisionedLimit", 1),
}


@pytest.mark.parametrize(("operation", "rate"), EXAMPLES.values(), ids=list(EXAMPLES))
def test_an_account_has_the_default_rate_of_each_category(limits: Quotas, operation: str, rate: int) -> None:
    def passes(number: int) -> bool:
        named = {"Username": f"user-{number}", "UserPoolId": f"us-east-1_pool{number}"}
        return accepted(limits, operation, 1, **named) == 1

    assert [passes(number) for number in range(rate + 1)] == [True] * rate + [False]


def test_operations_of_a_category_share_it_and_others_do_not(limits: Quotas) -> None:
    assert accepted(limits, "DescribeUserPool", 10, UserPoolId=POOL) == 10
    assert accepted(limits, "ListUserPools", 100) == 5
    assert accepted(limits, "CreateUserPool", 100) == 15


def test_user_creation_is_of_the_whole_account(limits: Quotas) -> None:
    assert accepted(limits, "AdminCreateUser", 40, UserPoolId=POOL) == 40
    assert accepted(limits, "SignUp", 100, ClientId=CLIENT) == 10


def test_a_pool_takes_5_of_one_operation_on_its_resources(limits: Quotas) -> None:
    assert accepted(limits, "DescribeUserPoolClient", 100, UserPoolId=POOL) == 5
    assert accepted(limits, "ListUserPoolClients", 100, UserPoolId=POOL) == 5
    assert accepted(limits, "DescribeUserPoolClient", 100, UserPoolId=OTHER_POOL) == 5
    assert accepted(limits, "DescribeUserPoolClient", 100, UserPoolId=THIRD_POOL) == 0, "15 of the account"


def test_one_user_is_read_and_written_10_times_a_second(limits: Quotas) -> None:
    assert accepted(limits, "AdminGetUser", 100, UserPoolId=POOL, Username="jane") == 10
    assert accepted(limits, "AdminUpdateUserAttributes", 100, UserPoolId=POOL, Username="jane") == 10
    assert accepted(limits, "AdminGetUser", 100, UserPoolId=POOL, Username="joe") == 10
    assert accepted(limits, "InitiateAuth", 100, ClientId=CLIENT, AuthParameters={"USERNAME": "jack"}) == 10


def test_a_refused_request_takes_nothing_from_others(limits: Quotas) -> None:
    assert accepted(limits, "AdminGetUser", 10, UserPoolId=POOL, Username="jane") == 10
    for _ in range(200):
        assert accepted(limits, "AdminGetUser", 1, UserPoolId=POOL, Username="jane") == 0
    assert accepted(limits, "AdminGetUser", 1, UserPoolId=POOL, Username="joe") == 1


def test_answers_to_challenges_have_three_times_the_rate_and_then_that_of_sign_ins(limits: Quotas) -> None:
    assert accepted(limits, "RespondToAuthChallenge", 1000, ClientId=CLIENT) == 360 + 120
    assert accepted(limits, "InitiateAuth", 1, ClientId=CLIENT) == 0


def test_every_operation_has_a_category_with_a_rate() -> None:
    operations = service_model(USER_POOLS).operations
    assert {category_of(operation) for operation in operations} <= set(RATES)
    assert set(request_quotas.CATEGORIES) <= set(operations)
    assert category_of("UpdateGroup") == "UserPoolResourceUpdate"
    assert category_of("DescribeResourceServer") == "UserPoolResourceRead"


def test_what_is_full_again_is_forgotten(limits: Quotas, clock: Clock) -> None:
    for number in range(MANY):
        limits.allows("/login", {}, f"address-{number}")
    clock.now += 2
    limits.allows("/login", {}, "another")
    assert len(limits._held) < 10


def passing(limits: Quotas, path: str, form: str, most: int, headers: Any = ()) -> int:
    """How many requests to an endpoint reach the application behind it, with their body whole."""
    reached = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        reached.append(message["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def request() -> int:
        parts = iter(
            [
                {"type": "http.request", "body": form[:5].encode(), "more_body": True},
                {"type": "http.request", "body": form[5:].encode(), "more_body": False},
            ]
        )
        sent = []

        async def receive() -> Any:
            return next(parts)

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "query_string": b"",
            "headers": headers,
            "client": ("127.0.0.1", 1),
        }
        await HostedQuotas(app, limits)(scope, receive, send)
        return int(sent[0]["status"])

    statuses = [asyncio.run(request()) for _ in range(most)]
    assert set(statuses) <= {200, 429}
    assert all(body == form.encode() for body in reached)
    return statuses.count(200)


def test_a_form_of_the_largest_size_for_tokens_gets_through(limits: Quotas) -> None:
    form = f"grant_type=client_credentials&client_id=one&assertion={'x' * (MAX_TOKEN_FORM_BYTES - 100)}"
    assert passing(limits, "/oauth2/token", form, 1) == 1


def test_client_credentials_have_a_rate_of_their_own(limits: Quotas) -> None:
    form = f"grant_type=client_credentials&client_id={CLIENT}"
    assert passing(limits, "/oauth2/token", form, 160) == 150


def test_a_client_is_known_by_basic_authentication_too(limits: Quotas) -> None:
    header = (b"authorization", b"Basic " + base64.b64encode(f"{CLIENT}:secret".encode()))
    assert passing(limits, "/oauth2/token", "grant_type=client_credentials", 160, [header]) == 150


def test_codes_have_a_bucket_of_their_own_and_refresh_tokens_that_of_sign_ins(limits: Quotas) -> None:
    assert passing(limits, "/oauth2/token", f"grant_type=authorization_code&client_id={CLIENT}", 130) == 120
    assert accepted(limits, "InitiateAuth", 100, ClientId=CLIENT) == 100
    assert passing(limits, "/oauth2/token", f"grant_type=refresh_token&client_id={CLIENT}", 30) == 20


def test_an_address_gets_300_hosted_pages(limits: Quotas, clock: Clock) -> None:
    assert sum(limits.allows("/login", {}, "192.0.2.1") for _ in range(400)) == 300
    assert limits.allows("/login", {}, "192.0.2.2")


@pytest.mark.parametrize("path", ["/oauth2/idpresponse", "/saml2/idpresponse"])
def test_answers_of_identity_providers_have_a_rate_of_their_own(limits: Quotas, path: str) -> None:
    assert sum(limits.allows(path, {"client_id": CLIENT}, "192.0.2.1") for _ in range(40)) == 25


def test_a_client_gets_300_hosted_pages_whoever_asks(limits: Quotas) -> None:
    asked = [limits.allows("/login", {"client_id": CLIENT}, f"192.0.2.{number}") for number in range(400)]
    assert sum(asked) == 300


def test_a_domain_gets_500_hosted_pages_whichever_client_they_are_for(limits: Quotas) -> None:
    clients = [f"client{number}" for number in range(6)]
    for name in clients:
        limits._store.add(AppClient(POOL, name, "app", 1.0, 1.0))
    asked = [limits.allows("/login", {"client_id": name}, f"{name}-{n}") for n in range(100) for name in clients]
    assert sum(asked) == 500


def test_a_raised_limit_counts_in_its_region(limits: Quotas, engine: Engine) -> None:
    wanted = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}}
    engine.call("UpdateProvisionedLimit", {"LimitDefinition": wanted, "RequestedLimitValue": 200}, region=REGION)
    assert accepted(limits, "GetUser", 1000) == 200
    limits.check("GetUser", {}, "eu-west-1", None)


@pytest.fixture
def strict() -> Iterator[Engine]:
    made = make_engine(quotas=True)
    yield made
    made.close()


def test_operations_are_counted_where_quotas_are_enforced_and_only_there(strict: Engine, engine: Engine) -> None:
    for _ in range(15):
        strict.call("ListUserPools", {"MaxResults": 1}, region=REGION)
        engine.call("ListUserPools", {"MaxResults": 1}, region=REGION)
    assert error_of(strict.call, "ListUserPools", {"MaxResults": 1}, region=REGION)[0] == "TooManyRequestsException"
    engine.call("ListUserPools", {"MaxResults": 1}, region=REGION)
    assert strict.events.calls()[0].error == "TooManyRequestsException"


def test_a_user_known_by_an_access_token_has_a_rate_too(strict: Engine) -> None:
    world = World.with_pool(strict)
    world.add_user()
    token = world.tokens()["AccessToken"]
    outcomes = []
    for _ in range(40):
        try:
            strict.call("GetUser", {"AccessToken": token})
        except CognitoError as refused:
            outcomes.append(refused.code)
    assert set(outcomes) == {"TooManyRequestsException"}


@pytest.fixture(scope="module")
def strained() -> Iterator[tuple[Any, str, str]]:
    """A client without retries of an engine with quotas, and its endpoint and pool."""
    with EngineThread(EngineSettings(CREDENTIALS, quotas=True)) as thread:
        client = connect(thread.endpoint_url)
        yield client, thread.endpoint_url, client.create_user_pool(PoolName="strained")["UserPool"]["Id"]


def connect(endpoint_url: str, **config: Any) -> Any:
    return boto3.client(
        "cognito-idp",
        endpoint_url=endpoint_url,
        region_name=REGION,
        aws_access_key_id=CREDENTIALS.access_key,
        aws_secret_access_key=CREDENTIALS.secret_key,
        config=Config(**{"retries": {"total_max_attempts": 1}, **config}),
    )


def exhaust(client: Any, pool_id: str) -> None:
    """Ask until it is too much: the engine's own time goes on meanwhile."""
    with pytest.raises(ClientError, match="Rate exceeded") as refused:
        list(map(lambda _: client.list_user_pool_clients(UserPoolId=pool_id), range(200)))  # noqa: C417 - one statement
    assert refused.value.response["Error"]["Code"] == "TooManyRequestsException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize("mode", ["standard", "adaptive"])
def test_boto3_waits_and_tries_again(strained: tuple[Any, str, str], mode: str) -> None:
    client, endpoint_url, pool_id = strained
    exhaust(client, pool_id)
    patient = connect(endpoint_url, retries={"mode": mode, "total_max_attempts": 10})
    answers = [patient.list_user_pool_clients(UserPoolId=pool_id)["ResponseMetadata"] for _ in range(2)]
    assert all(answer["HTTPStatusCode"] == 200 for answer in answers)


def sign_up(world: World, number: int) -> None:
    address = [{"Name": "email", "Value": f"user-{number}@example.com"}]
    world.of_client("SignUp", Username=f"user-{number}", Password=PASSWORD, UserAttributes=address)


def test_cognito_sends_50_mails_a_day(strict: Engine) -> None:
    world = World.with_pool(strict)
    strict.quotas = None  # this is about mails
    for number in range(50):
        sign_up(world, number)
    for call in (lambda: sign_up(world, 50), lambda: world.of_client("ResendConfirmationCode", Username="user-0")):
        code, message = error_of(call)
        assert code == "LimitExceededException"
        assert message.startswith("Exceeded daily email limit for the operation or the account.")
    world.admin("AdminCreateUser", "grace", MessageAction="SUPPRESS")
    world.advance(86_401)
    sign_up(world, 51)


def test_ones_own_ses_sends_more(strict: Engine) -> None:
    strict.quotas = None
    source = "arn:aws:ses:us-east-1:123456789012:identity/from@example.com"
    world = World.with_pool(strict, EmailConfiguration={"EmailSendingAccount": "DEVELOPER", "SourceArn": source})
    for number in range(55):
        sign_up(world, number)


def test_without_quotas_there_is_no_end(world: World) -> None:
    for number in range(60):
        sign_up(world, number)
