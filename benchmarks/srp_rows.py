"""How long `token --all` takes for 200 users of a client that allows SRP alone, and `export k6` after it.

The first is compared with what it took before SRP's arithmetic was cut down, on the same two cores; the second with the
first: it signs nobody in who is signed in, so that its tokens are the same. Run: `make bench`.
"""

import csv
import io
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ratio import report

ROOT = Path(__file__).resolve().parent.parent
DRIVER = str(ROOT / "automation" / "run.py")
USERS = 200
BEFORE_S = 148.0
"""Seconds on two cores at commit a055233, for 201 users."""
ALLOWED_RATIO = 0.1
ALLOWED_RATIO_AGAIN = 0.25
STACK = ("--stack", "srp-rows")
AUTH = {
    "pool_name": "srp-rows",
    "username_attributes": ["email"],
    "clients": [{"name": "web", "explicit_auth_flows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}],
}


def run(*arguments: str) -> str:
    command = [sys.executable, DRIVER, *arguments, "--quiet", *STACK]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def rows(*arguments: str) -> tuple[float, dict[str, str]]:
    """Seconds, and access tokens by user."""
    began = time.monotonic()
    answer = run(*arguments)
    seconds = time.monotonic() - began
    return seconds, {row["username"]: row["access_token"] for row in csv.DictReader(io.StringIO(answer))}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "Pulumi.srp-rows.yaml")
        file.write_text(json.dumps({"config": {"cognito-access-token:auth": AUTH}}))
        run("up", "--config", str(file))
        try:
            run("users", "create", "--count", str(USERS), "--prefix", "load")
            print(f"{USERS} users are there", flush=True)
            first_s, first = rows("token", "--all", "-o", "csv")
            again_s, again = rows("export", "k6")
        finally:
            run("destroy")
    assert len(first) == USERS
    assert again == first, "export k6 has signed somebody in who was signed in"
    missed = report([(first_s, BEFORE_S)], f"{USERS} SRP users: token --all", "before", "s", ALLOWED_RATIO)
    return missed | report([(again_s, first_s)], "export k6 after it", "token --all", "s", ALLOWED_RATIO_AGAIN)


if __name__ == "__main__":
    sys.exit(main())
