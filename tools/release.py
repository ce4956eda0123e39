"""Tags the version of `local/program.py`, once all that belongs to a release is there. Publishes nothing."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from local.program import VERSION


def problems(version: str, changelog: str, status: str, tags: list[str], wheels: list[str]) -> list[str]:
    """What stands in the way of releasing `version`; nothing where it may be tagged."""
    found = []
    if status:
        found.append("There are changes that aren't committed. Commit or stash them.")
    if f"v{version}" in tags:
        found.append(f"The tag v{version} exists. Raise VERSION in local/program.py.")
    if not re.search(rf"^## \[?{re.escape(version)}\]? - \d{{4}}-\d{{2}}-\d{{2}}$", changelog, re.MULTILINE):
        found.append(f"CHANGELOG.md has no dated entry: `## [{version}] - YYYY-MM-DD`.")
    missing = [name for name in ("cognito_access_token", "pytest_cognito_access_token")
               if not any(wheel.startswith(f"{name}-{version}-") for wheel in wheels)]  # fmt: skip
    found.extend(f"build/dist has no wheel of {name} {version}. Run `make build`." for name in missing)
    return found


def main() -> None:
    """Check and tag; exit code 1 with what is missing."""
    found = problems(
        VERSION,
        (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
        _git("status", "--porcelain"),
        _git("tag", "--list").split(),
        [path.name for path in (ROOT / "build" / "dist").glob("*.whl")],
    )
    if found:
        sys.exit("\n".join(f"error: {problem}" for problem in found))
    _git("tag", "--annotate", f"v{VERSION}", "--message", f"Version {VERSION}")
    print(f"Tagged v{VERSION}. Publish it with: git push origin v{VERSION}; then upload build/dist/*.whl")


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
