"""Charts of figures that were measured."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest


def load(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "generate_performance.py"
    monkeypatch.syspath_prepend(str(path.parent))
    monkeypatch.setattr(sys, "path", [*sys.path])  # the tool prepends to it
    spec = spec_from_file_location("generate_performance", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_bars_are_as_long_as_their_values_and_say_them(monkeypatch: pytest.MonkeyPatch):
    tool = load(monkeypatch)
    root = ET.fromstring(tool.chart("Memory & more", "MB", {"ours": 41.5, "a <peer>": 83.0}))
    name = "{http://www.w3.org/2000/svg}"

    bars = [int(bar.get("width", "")) for bar in root.findall(f"{name}rect")[1:]]
    words = [text.text for text in root.findall(f"{name}text")]

    assert bars[1] == 2 * bars[0]
    assert words == ["ours", "41.5 MB", "a <peer>", "83 MB"]
    assert root.findtext(f"{name}title") == "Memory & more"


def test_what_is_measured_but_has_no_title_is_not_drawn(monkeypatch: pytest.MonkeyPatch):
    tool = load(monkeypatch)
    results = [
        {"benchmark": "warm_token", "what": ""},
        {"benchmark": "engine", "what": "something new"},
        {"benchmark": "one_shot", "what": ""},
    ]

    assert [one["benchmark"] for _, one in tool.drawn(results)] == ["one_shot", "warm_token"]
