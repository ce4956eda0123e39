"""A pool is read with as few calls as can be, and its clients several at a time."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from automation.adoption.reading import read_pool
from automation.audits.live_pool import live_pools
from automation.users.workers import THREADS
from tests.automation.adoption.conftest import Cloud

CLIENTS = 9
GROUPS = 70
SERVERS = 5
LOGO = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": "PHN2Zy8+"}


class Counting:
    """Cognito, with what was asked of it counted."""

    def __init__(self, cognito: Any) -> None:
        self._cognito = cognito
        self.meta = cognito.meta
        self.calls: Counter[str] = Counter()
        self.before: dict[str, Callable[[], object]] = {}
        """What happens before an operation."""
        self._lock = threading.Lock()

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**parameters: Any) -> Any:
            with self._lock:
                self.calls[operation] += 1
            if first := self.before.get(operation):
                first()
            return getattr(self._cognito, operation)(**parameters)

        return call


def large_pool(cloud: Cloud) -> str:
    made = cloud.call("CreateUserPool", {"PoolName": "large", "UserPoolTier": "PLUS"})["UserPool"]
    keys = {"UserPoolId": made["Id"]}
    cloud.call("UpdateUserPool", {**keys, "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}})
    cloud.call("CreateUserPoolDomain", {**keys, "Domain": "large-pool"})
    for number in range(GROUPS):
        cloud.call("CreateGroup", {**keys, "GroupName": f"group-{number}", "Precedence": number})
    for number in range(SERVERS):
        scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
        cloud.call("CreateResourceServer", {**keys, "Identifier": f"api-{number}", "Name": "api", "Scopes": scopes})
    for number in range(CLIENTS):
        named = {"ClientName": f"client-{number}", "GenerateSecret": True}
        client = cloud.call("CreateUserPoolClient", {**keys, **named})["UserPoolClient"]
        style = {"ClientId": client["ClientId"], "Settings": {"categories": {}}, "Assets": [LOGO]}
        cloud.call("CreateManagedLoginBranding", {**keys, **style})
    return str(made["Id"])


def test_each_thing_is_asked_for_once_and_nothing_that_a_list_has_said(cloud: Cloud) -> None:
    pool_id, counting = large_pool(cloud), Counting(cloud.cognito)
    beside = {service: cloud.client(service) for service in ("wafv2", "cognito-identity")}
    pools = live_pools({**beside, "cognito-idp": counting}.__getitem__, unlimited=True)
    found = read_pool(counting, pool_id, pools=pools)
    assert [part.properties["precedence"] for part in found.groups] == list(range(GROUPS))
    assert len(found.resource_servers) == SERVERS
    assert all(part.properties["scopes"] for part in found.resource_servers)
    assert all(client.branding and client.branding.properties["assets"] for client in found.clients)
    assert found.left_alone == ()
    assert counting.calls == {
        "describe_user_pool": 1,
        "get_user_pool_mfa_config": 1,
        "describe_user_pool_domain": 1,
        "list_user_pool_clients": 1,
        "describe_user_pool_client": CLIENTS,
        "list_user_pool_client_secrets": CLIENTS,
        "describe_risk_configuration": 1 + CLIENTS,
        "get_ui_customization": 1 + CLIENTS,
        "describe_managed_login_branding_by_client": CLIENTS,
        "list_groups": 2,
        "list_resource_servers": 1,
        "list_identity_providers": 1,
        "get_log_delivery_configuration": 1,
        "get_user_pool_session_configuration": 1,
        "list_cimd_policies": 1,
        "list_terms": 1,
        "list_user_pool_replicas": 1,
    }


def test_what_a_pool_cant_have_is_not_asked_for_client_by_client(cloud: Cloud) -> None:
    keys = {"UserPoolId": cloud.call("CreateUserPool", {"PoolName": "plain"})["UserPool"]["Id"]}
    cloud.call("CreateUserPoolClient", {**keys, "ClientName": "web"})
    counting = Counting(cloud.cognito)
    read_pool(counting, keys["UserPoolId"])
    assert not counting.calls.keys() & {"describe_risk_configuration", "get_ui_customization"}


def test_clients_are_read_several_at_a_time_and_stay_in_their_order(cloud: Cloud) -> None:
    keys = {"UserPoolId": cloud.call("CreateUserPool", {"PoolName": "many"})["UserPool"]["Id"]}
    for number in range(THREADS):
        cloud.call("CreateUserPoolClient", {**keys, "ClientName": f"client-{number}"})
    counting = Counting(cloud.cognito)
    together = threading.Barrier(THREADS, timeout=60)
    counting.before["describe_user_pool_client"] = together.wait
    found = read_pool(counting, keys["UserPoolId"])
    listed = cloud.call("ListUserPoolClients", {**keys, "MaxResults": 60})["UserPoolClients"]
    assert [client.client.properties["name"] for client in found.clients] == [one["ClientName"] for one in listed]
