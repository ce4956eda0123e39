"""A checkout of its own for the tests that run the program as its users do."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.checkout import Checkout

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Show with a failure what its commands and services said."""
    outcome = yield
    report = outcome.get_result()
    checkout = getattr(item, "funcargs", {}).get("checkout")
    if report.failed and isinstance(checkout, Checkout):
        item.stash[FAILED] = True
        report.sections += list(checkout.evidence().items())


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return Checkout.copy_of_this_one(tmp_path_factory.mktemp("checkout"))


@pytest.fixture
def checkout(pristine: Checkout, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Checkout]:
    """The program in a folder of its own, with an empty home; whatever a test does, it leaves nothing behind."""
    yield pristine
    pristine.end_what_was_started()
    found = [str(finding) for finding in pristine.secrets.look()]
    try:
        assert pristine.processes() == []
        assert pristine.git_status() == ""
        assert found == []
    finally:
        _keep_what_failed(pristine, request, tmp_path)
        pristine.clear()


@pytest.fixture(scope="session")
def stacks_that_stay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A second copy, in which what `standing` deploys stays until the session ends."""
    checkout = Checkout.copy_of_this_one(tmp_path_factory.mktemp("standing"))
    yield checkout
    checkout.clear()
    assert checkout.processes() == []


@pytest.fixture
def standing(
    stacks_that_stay: Checkout, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[str], Checkout]]:
    """Deploys a stack once for all tests that change nothing of it; users may be added under a prefix of one's own."""
    checkout = stacks_that_stay

    def deployed(stack: str) -> Checkout:
        if not (checkout.root / ".environments" / "local" / f"local-{stack}").exists():
            up = checkout.run("up", "--stack", stack)
            assert up.returncode == 0, up.stderr
        return checkout

    yield deployed
    checkout.end_what_was_started()
    found = [str(finding) for finding in checkout.secrets.look()]
    try:
        assert checkout.git_status() == ""
        assert found == []
    finally:
        _keep_what_failed(checkout, request, tmp_path)
        checkout.forget_the_test()


def _keep_what_failed(checkout: Checkout, request: pytest.FixtureRequest, folder: Path) -> None:
    if request.config.getoption("--keep") and request.node.stash.get(FAILED, False):
        checkout.copy_to(folder / "kept")


@pytest.fixture
def service(checkout: Checkout) -> Iterator[Checkout]:
    """For tests that keep something: the local engine's service is stopped in the end."""
    yield checkout
    checkout.run("local", "stop")
