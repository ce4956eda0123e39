"""Writes the generated parts of README.md anew; `--check` compares those that are no output of a run."""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"


def help_text() -> str:
    """What `run.py --help` prints at a width of 100 columns."""
    finished = subprocess.run(
        [sys.executable, ROOT / "automation" / "run.py", "--help"],
        check=True,
        capture_output=True,
        text=True,
        env={"COLUMNS": "100", "NO_COLOR": "1", "PATH": "/usr/bin:/bin"},
    )
    return finished.stdout


def coverage_tables() -> str:
    """The tables of docs/coverage.md, with a resource's name as a row of its own instead of a heading."""
    lines = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines()
    rows = [
        f"| **{line[3:]}** | |" if line.startswith("## ") else line for line in lines if line.startswith(("|", "## "))
    ]
    return "\n".join([rows[1], rows[2], *(row for row in rows if row not in rows[1:3])])


def with_block(text: str, name: str, content: str) -> str:
    """The text with what stands between `<!-- name -->` and the next `<!-- end -->` replaced."""
    start = text.index(f"<!-- {name} -->") + len(f"<!-- {name} -->")
    end = text.index("<!-- end -->", start)
    return f"{text[:start]}\n{content.strip()}\n{text[end:]}"


def preformatted(text: str) -> str:
    """A block of code in Markdown."""
    return f"```\n{text.strip()}\n```"


def real_output(*arguments: str) -> str:
    """Stderr and stdout of a real run, as a terminal shows them."""
    finished = subprocess.run(
        [sys.executable, ROOT / "automation" / "run.py", *arguments],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return finished.stdout


def refusal() -> str:
    """What the driver says to a configuration that breaks rules."""
    stack = ROOT / "Pulumi.wrong.yaml"
    text = (ROOT / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    wrong = text.replace("prefix: webapp12", "prefix: WebApp12").replace("minimum_length: 8", "minimum_length: 3")
    stack.write_text(wrong.replace("http://localhost:8585", "http://example.com"), encoding="utf-8")
    try:
        return "$ python automation/run.py --stack wrong; echo $?\n" + real_output("--stack", "wrong") + "2"
    finally:
        stack.unlink()


def main() -> int:
    """Exit code 1 where `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    before = README.read_text(encoding="utf-8")
    after = with_block(before, "help", preformatted(help_text()))
    after = with_block(after, "coverage", coverage_tables())
    if check:
        return int(after != before)
    after = with_block(after, "output of make run", preformatted(real_output()))
    after = with_block(after, "output of a wrong configuration", preformatted(refusal()))
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
