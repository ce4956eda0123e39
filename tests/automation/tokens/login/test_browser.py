"""The page is shown in the browser that BROWSER names, which is given none of our streams."""

import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from automation.tokens.login import browser as module
from automation.tokens.login.browser import open_browser

URL = "http://127.0.0.1:8585/start"


def named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> Path:
    """Where that browser notes what it is asked to show."""
    program, seen = tmp_path / "browser", tmp_path / "seen"
    program.write_text(f"#!/bin/sh\n{script.replace('SEEN', shlex.quote(str(seen)))}\n")
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{program} %s")
    return seen


def test_the_page_is_shown_and_the_browsers_words_arent_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    seen = named(monkeypatch, tmp_path, 'echo "chatter"; echo "$1" > SEEN')
    assert open_browser(URL) is True
    assert seen.read_text().strip() == URL
    assert capfd.readouterr() == ("", "")


def test_a_browser_that_cant_be_opened_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named(monkeypatch, tmp_path, "exit 1")
    monkeypatch.setenv("PATH", os.devnull)  # no other one is found
    monkeypatch.delenv("DISPLAY", raising=False)
    assert open_browser(URL) is False


def test_one_that_stays_until_it_is_closed_isnt_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *given: Any, **options: Any) -> None:
            super().__init__(*given, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    monkeypatch.setattr(module, "PATIENCE_S", 0.1)
    monkeypatch.setattr(module, "OPEN", "import time; time.sleep(600)")
    try:
        assert open_browser(URL) is True
        (browser,) = started
        assert browser.poll() is None
    finally:
        for one in started:
            one.kill()
            one.wait()
