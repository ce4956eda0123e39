"""Dates the changelog, commits that and tags the version of `local/program.py`. Publishes nothing.

`release.py --check` says what stands in the way before minutes are spent on tests; without it, what `make build` made
has to be there as well.
"""

import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from local.program import VERSION

CHANGELOG = ROOT / "CHANGELOG.md"
UNRELEASED = "## [Unreleased]"
PACKAGES = ("cognito_access_token", "pytest_cognito_access_token")


def problems(version: str, changelog: str, status: str, tags: list[str]) -> list[str]:
    """What stands in the way of releasing `version`; nothing where it may be tagged."""
    found = []
    if status:
        found.append("There are changes that aren't committed. Commit or stash them.")
    if f"v{version}" in tags:
        found.append(f"The tag v{version} exists. Raise VERSION in local/program.py.")
    if not is_dated(version, changelog) and not _unreleased(changelog):
        found.append(f"CHANGELOG.md says nothing of {version}: there is no entry below {UNRELEASED}.")
    return found


def missing_wheels(version: str, wheels: list[str]) -> list[str]:
    """What `make build` hasn't made."""
    missing = [name for name in PACKAGES if not any(wheel.startswith(f"{name}-{version}-") for wheel in wheels)]
    return [f"build/dist has no wheel of {name} {version}. Run `make build`." for name in missing]


def is_dated(version: str, changelog: str) -> bool:
    """Whether the changelog has the version's entry already."""
    return bool(re.search(rf"^## \[?{re.escape(version)}\]? - \d{{4}}-\d{{2}}-\d{{2}}$", changelog, re.MULTILINE))


def dated(version: str, changelog: str, today: date) -> str:
    """The changelog, with what is unreleased as the version's entry of today."""
    return changelog.replace(f"{UNRELEASED}\n", f"{UNRELEASED}\n\n## [{version}] - {today.isoformat()}\n", 1)


def _unreleased(changelog: str) -> str:
    """What stands below the heading."""
    return changelog.partition(f"{UNRELEASED}\n")[2].partition("\n## ")[0].strip()


def main(arguments: list[str]) -> None:
    """Check, then date and tag; exit code 1 with what is missing."""
    changelog = CHANGELOG.read_text(encoding="utf-8")
    found = problems(VERSION, changelog, _git("status", "--porcelain"), _git("tag", "--list").split())
    if "--check" not in arguments:
        found += missing_wheels(VERSION, [path.name for path in (ROOT / "build" / "dist").glob("*.whl")])
    if found:
        sys.exit("\n".join(f"error: {problem}" for problem in found))
    if "--check" in arguments:
        return
    if not is_dated(VERSION, changelog):
        CHANGELOG.write_text(dated(VERSION, changelog, datetime.now(UTC).date()), encoding="utf-8")
        _git("commit", "--quiet", "--message", f"Version {VERSION}", str(CHANGELOG))
    _git("tag", "--annotate", f"v{VERSION}", "--message", f"Version {VERSION}")
    print(f"Tagged v{VERSION}. Publish it with: git push origin HEAD v{VERSION}; then upload build/dist/*.whl")


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main(sys.argv[1:])
