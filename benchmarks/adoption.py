"""How long `adopt` reads a large pool: without quotas, and how near it comes to them where they are enforced.

300 groups, 60 app clients with a look of their own and a secret, 20 resource servers, threat protection and a domain;
identity pools and a web ACL are looked for, and there are none.
Run: `make bench`.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from users import client

from automation.adoption.description import describe
from automation.adoption.reading import read_pool
from automation.audits.live_pool import live_pools
from cognito_model.request_quotas import POOL_RATE
from local.cognito.launcher import EngineProcess, LaunchOptions

GROUPS = 300
CLIENTS = 60
SERVERS = 20
ALLOWED_S = 15.0
ALLOWED_SHARE = 0.70


def make_pool(cognito: Any) -> str:
    pool_id = str(cognito.create_user_pool(PoolName="large", UserPoolTier="PLUS")["UserPool"]["Id"])
    cognito.update_user_pool(UserPoolId=pool_id, UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"})
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain="large-pool", ManagedLoginVersion=2)
    for number in range(GROUPS):
        cognito.create_group(UserPoolId=pool_id, GroupName=f"group-{number}")
    for number in range(SERVERS):
        scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
        cognito.create_resource_server(UserPoolId=pool_id, Identifier=f"api-{number}", Name="api", Scopes=scopes)
    for number in range(CLIENTS):
        made = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName=f"client-{number}", GenerateSecret=True)[
            "UserPoolClient"
        ]
        cognito.create_managed_login_branding(
            UserPoolId=pool_id, ClientId=made["ClientId"], UseCognitoProvidedValues=True
        )
    return pool_id


def measure(state: Path, pool_id: str, *, quotas: bool) -> float:
    """Seconds to read the pool and to describe it as a configuration."""
    with EngineProcess(LaunchOptions(state_folder=state, quotas=quotas)) as engine:
        engine.wait_until_ready()
        cognito = client(engine)
        began = time.monotonic()
        pools = live_pools(lambda service: client(engine, service), unlimited=not quotas)
        pool = read_pool(cognito, pool_id, pools=pools, unlimited=not quotas)
        found = describe(pool, cognito.meta.service_model)
        seconds = time.monotonic() - began
    assert len(found.settings["groups"]) == GROUPS
    assert len(found.settings["clients"]) == CLIENTS
    assert len(found.settings["resource_servers"]) == SERVERS
    return seconds


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        state = Path(name)
        with EngineProcess(LaunchOptions(state_folder=state)) as engine:
            engine.wait_until_ready()
            pool_id = make_pool(client(engine))
        free, paced = (measure(state, pool_id, quotas=quotas) for quotas in (False, True))
    # DescribeUserPoolClient is the scarcest; a second's worth may come at once.
    share = (CLIENTS / POOL_RATE - 1) / paced
    missed = free > ALLOWED_S or share < ALLOWED_SHARE
    print(
        f"{'MISSED' if missed else 'held'}: {GROUPS} groups, {CLIENTS} clients, {SERVERS} resource servers are read in "
        f"{free:.1f} s (at most {ALLOWED_S:.0f}); under quotas in {paced:.1f} s, {share:.0%} of what they allow "
        f"(at least {ALLOWED_SHARE:.0%})",
        flush=True,
    )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
