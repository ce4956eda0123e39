"""Writes the generated parts of docs/audit.md: permissions, checks, whose checks they answer, the profile, reports.

`--check` only compares: exit code 1 where they differ.
"""

import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402 - the path must be right first
from generate_docs import preformatted, with_block  # noqa: E402

from auditing.audit import Selection, audit  # noqa: E402
from auditing.check import TOOLS  # noqa: E402
from auditing.checks import CHECKS  # noqa: E402
from auditing.production import DEMANDS, UNSAID, accepted_by  # noqa: E402
from auditing.reports.table import to_table  # noqa: E402
from automation.audits.configuration import describe_configuration  # noqa: E402
from automation.audits.permissions import PERMISSIONS  # noqa: E402
from components.settings import FULL_KEY, read_settings  # noqa: E402

PAGE = ROOT / "docs" / "audit.md"
STACKS = ("dev", "prod")


def checks_table() -> str:
    """A row for each check."""
    rows = [f"| `{check.id}` | {check.severity} | [{check.title}]({check.documentation}) |" for check in CHECKS]
    return "\n".join(["| check | severity | how it should be |", "|---|---|---|", *rows])


def answers_table() -> str:
    """A row for each check of another tool, with ours that answer it."""
    ours: dict[tuple[str, str], list[str]] = defaultdict(list)
    for check in CHECKS:
        for tool, ids in check.answers.items():
            for one in ids:
                ours[tool, one].append(f"`{check.id}`")
    rows = [f"| {tool} | {one} | {', '.join(ours[tool, one])} |" for tool, one in sorted(ours, key=_place)]
    return "\n".join(["| tool | its check | ours |", "|---|---|---|", *rows])


def _place(key: tuple[str, str]) -> tuple[int, str]:
    return TOOLS.index(key[0]), key[1]


def permissions_table() -> str:
    """A row for each part of a pool: what one must be allowed to do to read it, and which checks look at it."""
    rows = [
        f"| {part} | {', '.join(f'`{action}`' for action in actions)} | "
        f"{', '.join(f'`{check.id}`' for check in CHECKS if part in check.needs)} |"
        for part, actions in PERMISSIONS.items()
    ]
    return "\n".join(["| of the pool | takes | for the checks |", "|---|---|---|", *rows])


def profile_table() -> str:
    """A row for each thing that the production profile asks for, with the checks that it stands for."""
    rows = [
        f"| `{name}` | {demand.asks} | {', '.join(f'`{check}`' for check in demand.checks)} |"
        for name, demand in DEMANDS.items()
    ]
    unsaid = [f"| | {reason} | `{check}`, of a deployed pool alone |" for check, reason in UNSAID.items()]
    return "\n".join(["| name in `exceptions` | what is asked | checks |", "|---|---|---|", *rows, *unsaid])


def report(stack: str) -> str:
    """What `audit --stack NAME --configuration` prints."""
    file = ROOT / f"Pulumi.{stack}.yaml"
    config = yaml.safe_load(file.read_text(encoding="utf-8"))["config"]
    settings = read_settings(config[FULL_KEY])
    pool = describe_configuration(file.name, settings, config["aws:region"])
    return to_table(audit(pool, Selection().accepting(accepted_by(settings.get("exceptions", {})))))


def generated(text: str) -> str:
    """The page with its generated parts replaced."""
    text = with_block(text, "permissions", permissions_table())
    text = with_block(text, "checks", checks_table())
    text = with_block(text, "answers", answers_table())
    text = with_block(text, "profile", profile_table())
    for stack in STACKS:
        text = with_block(text, f"report of {stack}", preformatted(report(stack)))
    return text


def main() -> int:
    """Exit code 1 where `--check` finds a difference."""
    before = PAGE.read_text(encoding="utf-8")
    after = generated(before)
    if "--check" in sys.argv[1:]:
        return int(after != before)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
