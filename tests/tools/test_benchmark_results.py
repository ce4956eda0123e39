"""Medians of a benchmark are collected where `make bench` says."""

import json
import sys
from pathlib import Path

import pytest


def test_a_report_appends_its_medians_to_the_file_that_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
    monkeypatch.setattr(sys, "argv", ["benchmarks/one_shot.py"])
    from ratio import RESULTS, report  # noqa: PLC0415 - found by the line above

    file = tmp_path / "results.jsonl"
    monkeypatch.setenv(RESULTS, str(file))

    assert report([(1.0, 2.0), (3.0, 2.0), (2.0, 2.0)], "to tokens: driver", "raw", "s", 1.5) == 0
    assert report([(4.0, 2.0)], "whole", "to tokens", "s", 1.5) == 1

    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == [
        {"benchmark": "one_shot", "what": "to tokens", "unit": "s", "runs": 3, "medians": {"driver": 2.0, "raw": 2.0}},
        {"benchmark": "one_shot", "what": "", "unit": "s", "runs": 1, "medians": {"whole": 4.0, "to tokens": 2.0}},
    ]
    assert "MISSED" in capsys.readouterr().out
