"""axe-core's rules (WCAG 2.2 A and AA, and its best practices), asked of a page in a real browser."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from tests.node import node_variables

LOCKED = Path(__file__).with_name("axe")
RUN = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .flatMap(one => one.nodes.map(node => `${one.id}: ${one.help}: ${node.html.slice(0, 160)}`))"""


def violations(page: Page) -> list[str]:
    """What breaks a rule, with the element that does."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found: list[str] = page.evaluate(RUN)
    return found


@cache
def _axe() -> str:
    return (Path(node_variables(LOCKED)["NODE_PATH"]) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
