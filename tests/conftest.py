"""What every test can rely on: none of the caller's AWS, Pulumi or Cognito variables reach it."""

import functools
import gc
import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import botocore.loaders
import botocore.session
import hypothesis
import pulumi.runtime.resource
import pytest
from pulumi.runtime.proto import source_pb2

from tests.termination import end_in_order, give_signals_to_children

# Rewriting the assertions of all tests takes each worker as long as everything else before its first test.
sys.dont_write_bytecode = False

# Every command that a test runs in this process makes sessions of its own, and each would read AWS's models anew:
# two thirds of what such a test takes.
botocore.session.create_loader = functools.cache(botocore.loaders.create_loader)

# Pulumi sends where in a program each resource is made, for which it reads all of the stack: a tenth of what a test
# takes that constructs a component.
pulumi.runtime.resource._get_stack_trace = source_pb2.StackTrace

# How long one example takes is the machine's affair.
hypothesis.settings.register_profile(
    "untimed",
    hypothesis.settings(),  # which is Hypothesis's own profile for CI, there
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("untimed")

pytest_plugins = ("pytester",)

MEASURED = ("automation", "components")
REAL = ("end_to_end", "browser", "aws")
FIRST_WORKER = "gw0"
CLEARED = ("AWS_", "PULUMI_", "COGNITO_", "GITHUB_")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--keep", action="store_true", help="keep the folder of an end-to-end test that fails")


def pytest_sessionstart() -> None:
    end_in_order()
    give_signals_to_children()


def pytest_collection_finish() -> None:
    """Keep the ten thousand tests out of each collection of garbage."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a folder's tests need."""
    for item in items:
        if _folder(item) in REAL:
            item.add_marker(_folder(item))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Measure in one worker what runs when modules are imported: all import the same."""
    if os.environ.get("PYTEST_XDIST_WORKER", FIRST_WORKER) == FIRST_WORKER:
        return (yield)
    with _unmeasured(session.config):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """Leave all but the unit tests of what is measured out of the coverage, their fixtures too."""
    if _is_measured(item):
        return (yield)
    with _unmeasured(item.config):
        return (yield)


@contextmanager
def _unmeasured(config: pytest.Config) -> Iterator[None]:
    """Without coverage: Python is half as fast while it is measured, also in what isn't."""
    controller = getattr(config.pluginmanager.get_plugin("_cov"), "cov_controller", None)
    if controller is None:
        yield
        return
    controller.pause()
    try:
        yield
    finally:
        controller.resume()


def _is_measured(item: pytest.Item) -> bool:
    return _folder(item) in MEASURED and not any(map(item.get_closest_marker, (*REAL, "unmeasured")))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


@pytest.fixture(autouse=True)
def cleared_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that wants one of these variables sets it."""
    for name in [name for name in os.environ if name.startswith(CLEARED)]:
        monkeypatch.delenv(name)
    # An f-string of an Output raises instead of quietly holding an error text.
    monkeypatch.setenv("PULUMI_ERROR_OUTPUT_STRING", "1")
