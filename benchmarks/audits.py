"""How near `audit --all` comes to what the read quotas allow, and whether its memory grows with the number of pools.

The whole command, against an engine that enforces Cognito's request quotas. Run: `make bench`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ratio import report
from users import client

from cognito_model.request_quotas import RATES, category_of
from local.cognito.launcher import EngineProcess, LaunchOptions

FEW = 20
MANY = 200
CLIENTS = 5
TIME_RATIO = 1.25
"""80 % of the calls that the quotas allow."""
MEMORY_RATIO = 1.10
READS = {
    "DescribeUserPool": 1,
    "GetUserPoolMfaConfig": 1,
    "ListUserPoolClients": 1,
    "DescribeUserPoolClient": CLIENTS,
    "ListUserPoolClientSecrets": 1,
    "ListIdentityProviders": 1,
    "ListGroups": 1,
    "ListResourceServers": 1,
    "ListCIMDPolicies": 1,
    "GetLogDeliveryConfiguration": 1,
}
"""What there is to read of one of the pools below: one of the clients has a secret, and there are no providers."""


@dataclass(frozen=True)
class Run:
    """What one audit took."""

    pools: int
    seconds: float
    peak_bytes: int

    @property
    def least_seconds(self) -> float:
        """What it takes at the rate that the scarcest quota allows; a second's worth may come at once."""
        calls: dict[str, int] = {}
        for operation, count in READS.items():
            category = category_of(operation)
            calls[category] = calls.get(category, 0) + count * self.pools
        return max(count / RATES[category] - 1 for category, count in calls.items())

    @property
    def megabytes(self) -> float:
        """Resident, at most."""
        return self.peak_bytes / 1e6


def fill(state: Path, pools: int) -> None:
    """Pools with clients, made while nothing is counted."""
    with EngineProcess(LaunchOptions(state_folder=state)) as engine:
        engine.wait_until_ready()
        cognito = client(engine)
        for number in range(pools):
            pool_id = cognito.create_user_pool(PoolName=f"pool-{number}")["UserPool"]["Id"]
            for index in range(CLIENTS):
                cognito.create_user_pool_client(
                    UserPoolId=pool_id, ClientName=f"client-{index}", GenerateSecret=index == 0
                )


def measure(folder: Path, pools: int) -> Run:
    """Audit so many pools, all of which have to be in the report."""
    state, report = folder / f"{pools}", folder / f"{pools}.json"
    fill(state, pools)
    with EngineProcess(LaunchOptions(state_folder=state, quotas=True)) as engine, report.open("wb") as stdout:
        engine.wait_until_ready()
        variables = {
            **os.environ,
            **engine.credentials.variables,
            "AWS_ENDPOINT_URL": engine.endpoint_url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "PULUMI_BACKEND_URL": folder.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "unused",
        }
        command = (sys.executable, str(ROOT / "automation" / "run.py"), "audit", "--all", "--target", "aws")
        began = time.monotonic()
        process = subprocess.Popen([*command, "--quiet", "-o", "json"], stdout=stdout, env=variables)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    audited = json.loads(report.read_text(encoding="utf-8"))
    unread = [result for one in audited for result in one["results"] if result["status"] == "unknown"]
    assert process.returncode == 1, "the pools have no second factor"
    assert len({one["pool"] for one in audited}) == pools, f"{len(audited)} of {pools} pools are in the report"
    assert not unread, unread[0]
    return Run(pools, seconds, usage.ru_maxrss * 1024)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        few, many = (measure(Path(name), pools) for pools in (FEW, MANY))
    return max(
        report(
            [(many.seconds, many.least_seconds)], f"{MANY} pools: audit --all", "at the quotas' rate", "s", TIME_RATIO
        ),
        report([(many.megabytes, few.megabytes)], f"memory: {MANY} pools", f"{FEW} pools", "MB", MEMORY_RATIO),
    )


if __name__ == "__main__":
    sys.exit(main())
