"""What the engine's events say of a visit to the pages: where it led, and what ties it to others. No parameters."""

from urllib.parse import parse_qs, urlsplit

from local.cognito.events import short_digest
from local.cognito.pages.replies import Reply
from local.cognito.pages.visit import Visit


def note(visit: Visit, path: str, reply: Reply) -> None:
    """Note a visit that has its reply."""
    leads_to = urlsplit(reply.headers.get("Location", ""))
    answer = {
        name: values[0] for part in (leads_to.query, leads_to.fragment) for name, values in parse_qs(part).items()
    }
    elsewhere = f"{leads_to.scheme}://{leads_to.netloc}" if leads_to.scheme else ""
    is_answer = bool(elsewhere)
    visit.engine.events.note_visit(
        visit.engine.clock.now(),
        visit.method,
        path,
        reply.status,
        client_id=visit.query.get("client_id", ""),
        browser=short_digest(visit.csrf),
        leads_to=elsewhere + leads_to.path,
        error=answer.get("error", "") if is_answer else "",
        code=short_digest(answer.get("code")) if is_answer else "",
    )
