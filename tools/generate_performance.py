"""Draws docs/performance.md's charts and tables out of docs/performance.json; `--check` compares.

`--take FILE` takes the results of `make bench` (build/benchmarks/results.jsonl) as the new figures.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from generate_docs import with_block  # noqa: E402 - the line above is what finds what it imports

PAGE: Final = ROOT / "docs" / "performance.md"
FIGURES: Final = ROOT / "docs" / "performance.json"
CHARTS: Final = ROOT / "docs" / "performance"
TITLES: Final = {
    ("one_shot", "to verified tokens"): "From nothing to verified tokens",
    ("one_shot", ""): "A whole one-shot, with its destruction",
    ("warm_token", ""): "A token from the cache",
    ("warm_connected_token", ""): "A token of a connected pool from the cache",
    ("many_at_once", ""): "Eight one-shots at once",
    ("construct", ""): "Constructing the component",
    ("engine", "start"): "Start of the engine, to the first user pool",
    ("engine", "sign-ins"): "Sign-ins a second, over four connections",
    ("engine", "memory"): "Resident memory, with 100 users",
    ("audits", "200 pools"): "An audit of 200 pools of five clients each, and the least that the read quotas allow",
    ("audits", "memory"): "Resident memory of an audit",
}
"""By benchmark and what it measures; anything else that is measured is held to its ratio, and not drawn."""
MORE_IS_BETTER: Final = frozenset({"a second"})
CORES: Final = {1: "one core", 2: "two cores", 4: "four cores", 8: "eight cores"}
WIDTH, ROW, LABEL, BAR, TOP = 640, 30, 190, 330, 8


def chart(title: str, unit: str, medians: Mapping[str, float]) -> str:
    """Horizontal bars as an SVG without scripts, fonts or anything else from elsewhere."""
    height = TOP * 2 + ROW * len(medians)
    largest = max(medians.values())
    rows = []
    for number, (name, value) in enumerate(medians.items()):
        middle = TOP + ROW * number + ROW // 2
        width = max(2, round(BAR * value / largest))
        colour = "#3f51b5" if number == 0 else "#9fa8da"
        rows.append(
            f'<text x="{LABEL - 10}" y="{middle + 5}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{LABEL}" y="{middle - 9}" width="{width}" height="18" rx="2" fill="{colour}"/>'
            f'<text x="{LABEL + width + 8}" y="{middle + 5}">{shown(value)} {escape(unit)}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" font-family="sans-serif" font-size="14" fill="#212121">\n<title>{escape(title)}</title>\n'
        f'<rect width="{WIDTH}" height="{height}" rx="4" fill="#fafafa"/>\n' + "\n".join(rows) + "\n</svg>\n"
    )


def shown(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - as many digits


def file_name(result: Mapping[str, Any]) -> str:
    """Of a result's chart."""
    words = f"{result['benchmark']} {result['what']}".strip()
    return words.replace("_", "-").replace(" ", "-") + ".svg"


def drawn(results: Sequence[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """What there is to show, with its title, in the order of TITLES."""
    found = {(result["benchmark"], result["what"]): result for result in results}
    return [(title, found[key]) for key, title in TITLES.items() if key in found]


def section(title: str, result: Mapping[str, Any]) -> str:
    """A heading, the chart, and the same as a table."""
    unit, medians = result["unit"], result["medians"]
    better = "More is better." if unit in MORE_IS_BETTER else "Less is better."
    rows = "\n".join(f"| {name} | {shown(value)} {unit} |" for name, value in medians.items())
    return (
        f"### {title}\n\n![{title}](performance/{file_name(result)})\n\n"
        f"{better} Median of {result['runs']}.\n\n| | |\n|---|---|\n{rows}\n"
    )


def files(figures: Mapping[str, Any]) -> dict[Path, str]:
    """Everything that is written, by its path."""
    shown_results = drawn(figures["results"])
    head = f"Measured on {figures['date']} on {figures['machine']}, with Python {figures['python']}.\n\n"
    page = with_block(
        PAGE.read_text(encoding="utf-8"), "figures", head + "\n".join(section(*one) for one in shown_results)
    )
    charts = {CHARTS / file_name(one): chart(title, one["unit"], one["medians"]) for title, one in shown_results}
    return {PAGE: page, **charts}


def take(file: Path) -> None:
    """Make a run's results the figures. The machine is said by its cores alone."""
    results = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    cores = len(os.sched_getaffinity(0))
    figures = {
        "machine": CORES.get(cores, f"{cores} cores"),
        "date": datetime.now(UTC).date().isoformat(),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "results": [one for one in results if (one["benchmark"], one["what"]) in TITLES],
    }
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Exit code 1 where `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--take", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    if arguments.take:
        take(arguments.take)
    made = files(json.loads(FIGURES.read_text(encoding="utf-8")))
    if arguments.check:
        present = {PAGE, *CHARTS.glob("*.svg")}
        return int(
            present != made.keys() or any(path.read_text(encoding="utf-8") != text for path, text in made.items())
        )
    CHARTS.mkdir(exist_ok=True)
    for path in CHARTS.glob("*.svg"):
        path.unlink()
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
