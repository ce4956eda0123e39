"""`destroy`, several times at once."""

import io
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.commands.destroy import run
from automation.stacks.kept_stack import Known
from automation.targets.plan import StackReference
from automation.terminal.console import Console
from tests.automation.targets.fake_target import FakeTarget


@pytest.fixture
def context(tmp_path: Path) -> Any:
    (tmp_path / ".environments" / "local" / "local-dev").mkdir(parents=True)
    stream = io.StringIO()
    console = Console(stream=stream)
    runtime = SimpleNamespace(root=tmp_path, console=console, variables={})
    reference = StackReference(FakeTarget(tmp_path), "dev")
    arguments = SimpleNamespace(output="table", target="local")
    return SimpleNamespace(
        stack=lambda: reference,
        runtime=runtime,
        arguments=arguments,
        console=console,
        said=stream,
        root=tmp_path,
        stdout=io.StringIO(),
    )


def test_what_another_run_has_destroyed_meanwhile_is_done(context: Any) -> None:
    known = Known.of(context.stack(), context.runtime)
    waiting = threading.Semaphore(0)
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        waiting.release()

    context.console.say = say
    with ThreadPoolExecutor(9) as pool:
        with known.ledger.held(known.key):
            others = [pool.submit(run, context) for _ in range(9)]
            for _ in others:
                assert waiting.acquire(timeout=20)
            shutil.rmtree(context.root / ".environments" / "local" / "local-dev")
        assert [other.result(20) for other in others] == [0] * 9
    assert len([text for text in said if "waiting for it" in text]) == 9
    assert "was destroyed by another run" in context.said.getvalue()
