"""What an audit reads of a live pool, what it leaves alone, and what a refusal hides."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from auditing.audit import Result, Selection, Status, audit
from auditing.checks import BY_ID, CHECKS
from auditing.pool import Part
from automation.audits.live_pool import DEPENDS, LivePools, PoolGoneError, live_pools
from automation.audits.permissions import PERMISSIONS, missing
from local.cognito.launcher import EngineProcess, LaunchOptions
from local.provider.errors import ApiError
from tests.auditing.pools import GOOD
from tests.automation.adoption.pools_by_hand import article, everything_else
from tests.automation.audits.live_pools import make
from tests.automation.tokens.flows.engine_pools import boto
from tests.credentials import CREDENTIALS


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        yield engine.endpoint_url


class Refusing:
    """A service's client, noting what is called; some operations are refused with a code."""

    def __init__(self, client: Any, refused: dict[str, str]) -> None:
        self._client = client
        self._refused = refused
        self.meta = client.meta
        self.called: list[str] = []

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**parameters: Any) -> Any:
            self.called.append(operation)
            if operation in self._refused:
                raise ClientError({"Error": {"Code": self._refused[operation], "Message": "no"}}, operation)
            return getattr(self._client, operation)(**parameters)

        return call


class Reader:
    """Pools with clients that can refuse."""

    def __init__(self, endpoint: str, **refused: str) -> None:
        self.clients: list[Refusing] = []
        self._endpoint = endpoint
        self._refused = refused

    def pools(self) -> LivePools:
        return live_pools(self._connect, unlimited=True)

    def _connect(self, service: str) -> Refusing:
        self.clients.append(Refusing(boto(service, self._endpoint), self._refused))
        return self.clients[-1]

    @property
    def called(self) -> set[str]:
        return {operation for client in self.clients for operation in client.called}


@pytest.fixture(scope="module")
def whole(endpoint: str) -> str:
    return everything_else(boto("cognito-idp", endpoint))


def test_all_parts_of_a_pool_are_read(endpoint: str, whole: str) -> None:
    pool = Reader(endpoint).pools().describe(whole)
    assert pool.at("UserPoolTier") == "PLUS"
    assert pool.mfa["MfaConfiguration"] == "OPTIONAL"
    assert [client["ClientName"] for client in pool.clients] == ["web", "machine"]
    assert {"admins", "readers"} <= {group["GroupName"] for group in pool.groups}
    assert [server["Identifier"] for server in pool.resource_servers] == ["orders"]
    assert [provider["ProviderName"] for provider in pool.providers] == ["Company"]


def test_only_operations_that_read_are_called(endpoint: str, whole: str) -> None:
    reader = Reader(endpoint)
    reader.pools().describe(whole)
    assert {operation.split("_")[0] for operation in reader.called} == {"describe", "get", "list"}


def test_only_what_the_checks_look_at_is_read(endpoint: str, whole: str) -> None:
    reader = Reader(endpoint)
    reader.pools().describe(whole, Selection(checks=[BY_ID["group-roles"], BY_ID["web-acl"]]).parts)
    assert reader.called == {"describe_user_pool", "list_groups", "get_web_acl_for_resource"}


def test_no_secret_is_kept(endpoint: str) -> None:
    cognito = boto("cognito-idp", endpoint)
    pool_id = cognito.create_user_pool(PoolName="secrets")["UserPool"]["Id"]
    made = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="web", GenerateSecret=True)["UserPoolClient"]
    pool = Reader(endpoint).pools().describe(pool_id)
    assert pool.clients[0]["ClientSecret"] is True
    assert made["ClientSecret"] not in repr(pool)
    assert len(pool.secrets[made["ClientId"]]) == 1


def test_what_a_local_engine_lacks_isnt_taken_for_wrong(endpoint: str, whole: str) -> None:
    pool = Reader(endpoint).pools().describe(whole)
    assert not pool.absent[Part.WEB_ACL].refused


@pytest.fixture(scope="module")
def every_part(endpoint: str) -> str:
    return make(GOOD, lambda service: boto(service, endpoint))


READ = sorted({action for actions in PERMISSIONS.values() for action in actions} - {"cognito-idp:GetWebACLForResource"})
"""One for each operation: AWS asks the other one of whoever calls AWS WAF's."""


def test_the_permissions_are_those_of_the_operations_that_are_called(endpoint: str, every_part: str) -> None:
    reader = Reader(endpoint)
    reader.pools().describe(every_part)
    assert reader.called == {xform_name(action.partition(":")[2]) for action in READ}


@pytest.mark.parametrize("action", READ)
def test_a_missing_permission_is_named_in_each_check_that_needs_it(endpoint: str, every_part: str, action: str) -> None:
    def statuses(**refused: str) -> dict[str, Result]:
        pool = Reader(endpoint, **refused).pools().describe(every_part)
        return {result.check.id: result for result in audit(pool).results}

    operation = xform_name(action.partition(":")[2])
    with_it, without = statuses(), statuses(**{operation: "AccessDeniedException"})
    hidden = {part for part, actions in PERMISSIONS.items() if action in actions}
    hidden |= {part for part, means in DEPENDS.items() if hidden & set(means)}
    needing = {check.id for check in CHECKS if hidden & set(check.needs)}
    assert needing
    for name, result in without.items():
        if name in needing:
            assert (result.status, result.reason) == (Status.UNKNOWN, f"It needs {action}, which isn't allowed.")
        else:
            assert (result.status, result.reason) == (with_it[name].status, with_it[name].reason)


@pytest.mark.parametrize(
    ("operation", "part", "action"),
    [
        ("GetWebACLForResource", Part.WEB_ACL, "cognito-idp:GetWebACLForResource"),
        ("GetLogDeliveryConfiguration", Part.LOGS, "logs:GetLogDelivery"),
    ],
)
def test_the_action_that_aws_names_is_the_one_that_is_missing(operation: str, part: Part, action: str) -> None:
    said = f"User: arn:aws:iam::1:user/a is not authorized to perform: {action} on resource: b"
    assert missing(ApiError(operation, "AccessDeniedException", said), part) == action


def test_without_any_permission_nothing_passes(endpoint: str, whole: str) -> None:
    refused = {xform_name(action.partition(":")[2]): "AccessDeniedException" for action in READ}
    pool = Reader(endpoint, **refused).pools().describe(whole)
    assert {result.status for result in audit(pool).results} == {Status.UNKNOWN}
    assert len(audit(pool).results) == len(CHECKS)


@pytest.mark.parametrize("code", ["UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException"])
def test_credentials_that_arent_good_make_nothing_inapplicable(endpoint: str, whole: str, code: str) -> None:
    pool = Reader(endpoint, describe_user_pool=code, get_web_acl_for_resource=code).pools().describe(whole)
    assert pool.absent[Part.POOL].refused
    assert pool.absent[Part.WEB_ACL].refused


def test_a_pool_that_isnt_there_is_said(endpoint: str) -> None:
    with pytest.raises(PoolGoneError, match="There is no user pool us-east-1_nothinghe"):
        Reader(endpoint).pools().describe("us-east-1_nothinghe")
    with pytest.raises(PoolGoneError):
        Reader(endpoint).pools().describe("us-east-1_nothinghe", [Part.IDENTITY_POOLS])


def test_a_pool_that_goes_meanwhile_is_gone_and_not_an_empty_one(endpoint: str, whole: str) -> None:
    with pytest.raises(PoolGoneError):
        Reader(endpoint, list_user_pool_clients="ResourceNotFoundException").pools().describe(whole)


def test_a_client_that_goes_meanwhile_is_left_out(endpoint: str, whole: str) -> None:
    pool = Reader(endpoint, describe_user_pool_client="ResourceNotFoundException").pools().describe(whole)
    assert pool.clients == []


def test_identity_pools_are_those_that_trust_the_user_pool(endpoint: str) -> None:
    cognito, identity = boto("cognito-idp", endpoint), boto("cognito-identity", endpoint)
    pool_id = article(cognito)
    client_id = cognito.list_user_pool_clients(UserPoolId=pool_id)["UserPoolClients"][0]["ClientId"]
    provider = {"ProviderName": f"cognito-idp.us-east-1.amazonaws.com/{pool_id}", "ClientId": client_id}
    identity.create_identity_pool(
        IdentityPoolName="ours", AllowUnauthenticatedIdentities=True, CognitoIdentityProviders=[provider]
    )
    identity.create_identity_pool(IdentityPoolName="theirs", AllowUnauthenticatedIdentities=True)
    pool = Reader(endpoint).pools().describe(pool_id)
    assert [one["IdentityPoolName"] for one in pool.identity_pools] == ["ours"]
    failed = {result.check.id for result in audit(pool).of(Status.FAILED)}
    assert {"guests", "server-side-token-check", "mfa", "callback-localhost"} <= failed
