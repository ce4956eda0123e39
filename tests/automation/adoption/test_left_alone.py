"""What stands beside a pool is named: who trusts it, what protects it, and what nobody may look at."""

import io
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from auditing.pool import Absence, DescribedPool, Part
from automation.adoption.left_alone import beside
from automation.commands import adopt
from automation.terminal.console import Console
from tests.automation.adoption.conftest import REGION, Cloud
from tests.automation.adoption.pools_by_hand import everything_else

ACL = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/1"
POOL = {"Id": "us-east-1_abc", "Arn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"}
PHOTOS = {"IdentityPoolName": "photos", "IdentityPoolId": "us-east-1:0"}


class Pools:
    """Describes a pool in the same words, whatever is asked for."""

    def __init__(self, **words: Any) -> None:
        self._found = DescribedPool("us-east-1_abc", {}, **words)

    def describe(self, _pool_id: str, _parts: object, *, pool: object) -> DescribedPool:
        assert pool == POOL
        return self._found


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, []),
        ({"web_acl": ACL}, [f"the web ACL {ACL}"]),
        ({"identity_pools": [PHOTOS]}, ["the identity pool photos (us-east-1:0) with its roles and role mappings"]),
        (
            {"absent": {Part.WEB_ACL: Absence("It isn't allowed.", refused=True)}},
            ["its web ACL, which can't be read: It isn't allowed."],
        ),
        ({"absent": {Part.WEB_ACL: Absence("The endpoint has no such thing.", refused=False)}}, []),
    ],
    ids=["nothing", "web ACL", "identity pool", "refused", "no such service"],
)
def test_each_is_named(words: dict[str, Any], said: list[str]) -> None:
    pools: Any = Pools(**words)
    assert list(beside(pools, "us-east-1_abc", POOL)) == said


class Firewall:
    """AWS WAF, which protects every pool with one web ACL."""

    def __init__(self, identities: Any) -> None:
        self.meta = identities.meta
        self.asked: list[str] = []

    def get_web_acl_for_resource(self, **parameters: str) -> dict[str, Any]:
        self.asked.append(parameters["ResourceArn"])
        return {"WebACL": {"ARN": ACL}}


def test_a_pool_is_described_with_its_logs_and_what_stands_beside_it_is_said(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool_id = everything_else(cloud.cognito)
    identities = cloud.client("cognito-identity")
    client_id = cloud.cognito.list_user_pool_clients(UserPoolId=pool_id)["UserPoolClients"][0]["ClientId"]
    provider = {"ProviderName": f"cognito-idp.{REGION}.amazonaws.com/{pool_id}", "ClientId": client_id}
    photos = identities.create_identity_pool(
        IdentityPoolName="photos", AllowUnauthenticatedIdentities=False, CognitoIdentityProviders=[provider]
    )["IdentityPoolId"]
    firewall = Firewall(identities)
    connection = SimpleNamespace(
        cognito=lambda **_: cloud.cognito,
        patient=lambda service: firewall if service == "wafv2" else identities,
        endpoint_url=cloud.thread.endpoint_url,
        target="local",
    )
    monkeypatch.setattr("automation.cli.unmanaged_pool.connection_in", lambda *_: nullcontext(connection))
    said = io.StringIO()
    context: Any = SimpleNamespace(console=Console(stream=said), signals=SimpleNamespace(received=None))

    found = adopt._described(context, pool_id, REGION)

    assert found.settings["log_configurations"][0]["event_source"] == "userNotification"
    assert found.resources["cognito-auth-logs"] == pool_id
    assert f"Left as it is, outside the stack: the web ACL {ACL}" in said.getvalue()
    assert f"Left as it is, outside the stack: the identity pool photos ({photos})" in said.getvalue()
    assert firewall.asked == [cloud.cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Arn"]]
