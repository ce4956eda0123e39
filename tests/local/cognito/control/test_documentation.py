"""The page on the control interface has every request, and no other."""

import re
from pathlib import Path

from local.cognito.control.app import HANDLERS, WAITING
from local.cognito.control.names import SERVICE

PAGE = Path(__file__).parents[4] / "docs" / "engine-control.md"


def test_every_request_stands_in_the_documentation():
    text = PAGE.read_text(encoding="utf-8")
    told = re.findall(r"^\| `(GET|PUT|POST|DELETE) ([a-z-]+)(/?)(?:NAME)?` \|", text, re.MULTILINE)
    assert {(method, f"{path}{slash}") for method, path, slash in told} == HANDLERS.keys() | WAITING.keys()
    assert SERVICE in text
