"""The fenced blocks of README.md and docs/, and what the comment before each says about running it.

A page is one shell session in an empty folder, with the wheel's command on PATH; its `sh` blocks run in order. A
comment right before a block says what else holds:

    <!-- not run: REASON -->         nobody runs it here, and why
    <!-- file: NAME -->              its text becomes a file of that name in the session's folder
    <!-- exit code: 2 -->            its last command ends with that code
    <!-- prints -->                  these lines are among what the block before printed; `…` is any lines
    <!-- in a checkout -->           it runs by itself in the root of a checkout
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SHELL: Final = "sh"
OTHER_LANGUAGES: Final = frozenset(
    {"", "diff", "go", "http", "ini", "javascript", "json", "properties", "python", "toml", "typescript", "yaml"}
)
DIRECTIVES: Final = ("not run", "file", "exit code", "prints", "in a checkout")
FENCE: Final = re.compile(
    r"(?:^<!-- (?P<comment>[^\n]*?) -->\n+)?^```(?P<language>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    page: str
    """Its path from the repository's root."""
    line: int
    language: str
    text: str
    directives: dict[str, str]

    @property
    def is_run(self) -> bool:
        """Whether it is for a shell, and not excepted."""
        return self.language == SHELL and "not run" not in self.directives


def pages() -> list[str]:
    """README.md and every page of docs/, by their paths from the repository's root."""
    found = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
    return ["README.md", *found]


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page, in its order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start("language")) + 1
        yield Block(page, line, match["language"], match["text"], directives(match["comment"] or ""))


def directives(comment: str) -> dict[str, str]:
    """What a comment says about the block after it; nothing where it is about something else."""
    name, _, value = comment.strip().partition(": ")
    return {name: value} if name in DIRECTIVES else {}
