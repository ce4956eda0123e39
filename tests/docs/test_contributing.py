"""What CONTRIBUTING shows of an addition is what there is in the files that it names."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
DIFFS = [
    (before, block)
    for before, block in re.findall(r"\*\*Add an? ([^*]+)\*\*(?:(?!\*\*Add).)*?```diff\n(.*?)```", TEXT, re.DOTALL)
]


def lines_of(block: str) -> dict[str, list[str]]:
    """The lines that a diff adds, by file."""
    found: dict[str, list[str]] = {}
    for line in block.splitlines():
        if line.startswith("--- "):
            added = found.setdefault(line.removeprefix("--- "), [])
        else:
            assert line.startswith("+"), line
            added.append(line.removeprefix("+"))
    return found


def test_each_kind_of_addition_has_a_diff_of_a_real_one() -> None:
    assert [kind for kind, _ in DIFFS] == ["flow", "key", "resource", "operation", "export"]


def test_each_line_that_a_diff_adds_stands_in_its_file_in_that_order() -> None:
    for kind, block in DIFFS:
        for name, added in lines_of(block).items():
            rest = iter((ROOT / name).read_text("utf-8").splitlines())
            assert [line for line in added if line not in rest] == [], f"{kind}: {name}"
