"""What the console answers."""

from dataclasses import dataclass
from typing import Any, Final

from local.cognito.console import moments, rendering
from local.cognito.engine import Engine
from local.cognito.http import Header

HTML: Final = b"text/html; charset=utf-8"
TEXT: Final = b"text/plain; charset=utf-8"
SEE_OTHER: Final = 303
REFUSED: Final = 400
"""Of a page that shows what was typed again, with what was wrong."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered."""

    status: int
    body: bytes
    content_type: bytes = HTML
    headers: tuple[Header, ...] = ()


def page(engine: Engine, template: str, status: int = 200, **values: Any) -> Reply:
    """A page, with what every page shows."""
    clock = engine.clock
    common = {
        "now": clock.now(),
        "ahead": moments.span(clock.offset_s),
        "unreadable_state": engine.unreadable_state,
        "incomplete_state": engine.incomplete_state,
    }
    return Reply(status, rendering.render(template, {**common, **values}), HTML, rendering.page_headers())


def refusal(status: int, sentence: str, *headers: Header) -> Reply:
    """A refusal in a sentence."""
    return Reply(status, f"{sentence}\n".encode(), TEXT, headers)


def redirect(path: str, status: int = SEE_OTHER) -> Reply:
    """Send the browser on to another page of the console, with GET."""
    return Reply(status, b"", TEXT, (*rendering.PRIVATE_HEADERS, (b"location", path.encode())))
