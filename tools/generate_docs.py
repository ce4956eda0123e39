"""Regenerates parts of README.md and docs/decisions/index.md; `--check` compares those that need no run."""

import argparse
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.docs.stable_output import kept_where_alike  # noqa: E402 - the line above is what finds it

README: Final = ROOT / "README.md"
DECISIONS: Final = ROOT / "docs" / "decisions"
RUN: Final = "output of a run"
STATUS: Final = re.compile(r"^# (?P<title>.+)\n\nStatus: (?P<status>[^\n]+)\.$", re.MULTILINE)


class NoStatusError(ValueError):
    """A decision without a status."""


def block(text: str, name: str) -> str:
    """What stands between `<!-- name -->` and the next `<!-- end -->`."""
    start = text.index(f"<!-- {name} -->") + len(f"<!-- {name} -->")
    return text[start : text.index("<!-- end -->", start)].strip()


def with_block(text: str, name: str, content: str) -> str:
    """The text with that replaced."""
    start = text.index(f"<!-- {name} -->") + len(f"<!-- {name} -->")
    return f"{text[:start]}\n{content.strip()}\n{text[text.index('<!-- end -->', start) :]}"


def preformatted(text: str) -> str:
    """A block of code in Markdown."""
    return f"```\n{text.strip()}\n```"


def real_output(*arguments: str) -> str:
    """Stderr and stdout of a real run, as a terminal shows them."""
    finished = subprocess.run(
        [sys.executable, ROOT / "automation" / "run.py", *arguments],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return finished.stdout


def decisions() -> str:
    """A table of the decisions with their status. Raises NoStatusError for one that has none."""
    rows = []
    for path in sorted(DECISIONS.glob("[0-9]*.md")):
        found = STATUS.match(path.read_text(encoding="utf-8"))
        if found is None:
            raise NoStatusError(f"{path.name} has to begin with `# TITLE`, an empty line, and `Status: ….`")
        rows.append(f"| {path.name[:4]} | [{found['title']}]({path.name}) | {found['status']} |")
    return "\n".join(["| | decision | status |", "|---|---|---|", *rows])


def main() -> int:
    """Exit code 1 where `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    index = DECISIONS / "index.md"
    before = index.read_text(encoding="utf-8")
    after = with_block(before, "decisions", decisions())
    if parser.parse_args().check:
        return int(after != before)
    index.write_text(after, encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    shown = kept_where_alike(block(readme, RUN), f"<!-- prints -->\n{preformatted(real_output())}")
    README.write_text(with_block(readme, RUN, shown), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
