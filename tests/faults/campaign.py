"""Runs of the main job, each killed or broken at random; then `reap`, and nothing is left."""

import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3

from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.credentials import CREDENTIALS
from tests.end_to_end.checkout import Checkout, finish
from tests.faults.killer import Shot
from tests.faults.proxy import FaultProxy, Faults

MAX_S = 5.0
"""A run takes about so long: signals come at any moment of it."""
SHARES = (0.02, 0.1, 0.3)
REAPS = 5
"""A reap that meets no faults needs one; leftovers that something still holds may need another."""


@dataclass
class Outcome:
    """What a campaign did, and what it found in the end."""

    seed: int
    runs: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    signals: Counter[str] = field(default_factory=Counter)
    left: dict[str, Any] = field(default_factory=dict)
    """Whatever is still there; empty when all is well."""


class Campaign:
    """One long-lived engine behind a fault proxy, one Pulumi backend, one checkout."""

    def __init__(self, checkout: Checkout, folder: Path, proxy: FaultProxy) -> None:
        self._checkout, self._proxy = checkout, proxy
        self._backend, self._passphrase, self._temporary = folder / "state", folder / "passphrase", folder / "tmp"
        self._backend.mkdir()
        self._temporary.mkdir()
        self._passphrase.write_text("correct horse")

    @classmethod
    @contextmanager
    def prepared(cls, folder: Path) -> Iterator["Campaign"]:
        """With an engine and a checkout of its own."""
        checkout = Checkout.copy_of_this_one(folder)
        with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
            engine.wait_until_ready()
            with FaultProxy(engine.port, Faults(seed=0)) as proxy:
                yield cls(checkout, folder, proxy)
        checkout.end_what_was_started()

    def run(self, runs: int, seed: int, tell: Callable[[str], None]) -> Outcome:
        """So many runs, then `reap`; what is left stands in the outcome."""
        outcome = Outcome(seed)
        for number in range(1, runs + 1):
            chance = random.Random(f"{seed}:{number}")
            code = self._one(chance, f"{seed}{number:05}", outcome)
            outcome.runs += 1
            outcome.codes[code] += 1
            tell(f"run {number} of {runs} (seed {seed}): exit code {code}")
        self._proxy.faults = Faults(seed=0)
        for _ in range(REAPS):
            reaped = self._checkout.run("reap", "--target", "aws", variables=self._variables())
            if reaped.returncode == 0:
                break
        outcome.left = self._left(reaped.stdout + reaped.stderr)
        return outcome

    def _one(self, chance: random.Random, seed: str, outcome: Outcome) -> int:
        broken = chance.random() < 0.5
        share = chance.choice(SHARES) if broken else 0.0
        self._proxy.faults = Faults(int(seed), share)
        self._proxy.counts.clear()
        process = self._checkout.start("--target", "aws", "--quiet", "-o", "raw", variables=self._variables())
        if not broken or chance.random() < 0.3:
            shot = Shot.of(chance, MAX_S)
            outcome.signals[shot.signal_number.name] += 1
            shot.at(process)
        _, _, code = finish(process)
        outcome.faults.update({kind: n for kind, n in self._proxy.counts.items() if kind != "passed"})
        return code

    def _variables(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self._proxy.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            "PULUMI_BACKEND_URL": self._backend.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self._passphrase),
            "TMPDIR": str(self._temporary),
        }

    def _left(self, said: str) -> dict[str, Any]:
        cognito: Any = boto3.client(
            "cognito-idp",
            endpoint_url=f"http://127.0.0.1:{self._proxy.engine_port}",
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        listed = self._checkout.run("list", "--target", "aws", "-o", "json", variables=self._variables())
        found = {
            "pools": [pool["Name"] for pool in cognito.list_user_pools(MaxResults=60)["UserPools"]],
            "ledger": json.loads(listed.stdout) if listed.returncode == 0 else listed.stderr,
            "environments": self._checkout.environments(),
            "processes": self._checkout.processes(),
            "stacks and locks": [str(path) for path in self._backend.rglob("*") if _is_live(path)],
            "temporary": [path.name for path in self._temporary.iterdir()],
            "tracked files": self._checkout.git_status(),
        }
        left = {name: value for name, value in found.items() if value}
        return {**left, "reap said": said} if left else {}


def _is_live(path: Path) -> bool:
    """Whether it is a stack's state or a lock; Pulumi keeps history and backups of stacks that are gone."""
    return path.is_file() and ("locks" in path.parts or ("stacks" in path.parts and path.suffix == ".json"))


def run_campaign(runs: int, seed: int, tell: Callable[[str], None]) -> Outcome:
    """A whole campaign in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, Campaign.prepared(Path(folder)) as campaign:
        return campaign.run(runs, seed, tell)
