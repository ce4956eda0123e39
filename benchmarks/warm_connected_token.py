"""How long `token --user-pool-id … --client-id …` takes with a warm cache, against an interpreter that does nothing.

In turns, on the same interpreter, on this machine; the medians' ratio is what counts. The stack dev, which it deploys
where it isn't there, stands for a pool of somebody else's. Run: `make bench`.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from ratio import report
from warm_token import DRIVER, RUNS, STACK, bare_milliseconds, is_deployed, milliseconds

ALLOWED_RATIO = 3.0


def answer(*words: str) -> str:
    asked = subprocess.run([sys.executable, DRIVER, *words, "-q"], check=True, capture_output=True, text=True)
    return asked.stdout


def warmed(folder: Path) -> tuple[str, ...]:
    """The options that name the pool, whose token has been fetched."""
    outputs = json.loads(answer("outputs", *STACK, "-o", "json"))
    user = json.loads(answer("users", "create", *STACK, "-o", "json"))[0]
    (folder / "secret").write_text(outputs["client_secret"])
    (folder / "password").write_text(user["password"])
    ids = ("--user-pool-id", outputs["user_pool_id"], "--client-id", outputs["client_id"])
    who = ("--user", user["username"], "--password", f"@{folder / 'password'}")
    answer("token", *ids, *who, "--client-secret", f"@{folder / 'secret'}")
    return ids


def main() -> int:
    found = is_deployed()
    if not found:
        milliseconds(DRIVER, "up", "--quiet", *STACK)
    try:
        with tempfile.TemporaryDirectory() as folder:
            ids = warmed(Path(folder))
        pairs = [(milliseconds(DRIVER, "token", *ids, "-o", "raw"), bare_milliseconds()) for _ in range(RUNS)]
    finally:
        if not found:
            milliseconds(DRIVER, "destroy", "--quiet", *STACK)
    return report(pairs, "warm token of a connected pool", "python -c pass", "ms", ALLOWED_RATIO)


if __name__ == "__main__":
    sys.exit(main())
