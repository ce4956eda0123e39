"""The commands of README.md and docs/, as they are written, from the folder that they say."""

import os
import shlex
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.cli.bootstrap import DEVELOP
from local.program import NAME
from tests.docs.blocks import Block, blocks, pages
from tests.docs.stable_output import masked
from tests.end_to_end.checkout import ROOT, Checkout
from tests.end_to_end.installed import Person, VirtualEnvironment, build
from tests.node import node_folder

pytestmark = pytest.mark.slow

PAGES = [page for page in pages() if any(block.is_run for block in blocks(page))]
MAX_S = 240
BACK_ENDS = ("fastapi", "httpx2", "pyjwt", "starlette", "uvicorn")
"""What the pages' own back ends and their tests need besides the two wheels."""


@pytest.fixture(scope="session")
def environment(pristine: Checkout, tmp_path_factory: pytest.TempPathFactory) -> VirtualEnvironment:
    wheels = build(pristine)
    made = VirtualEnvironment(tmp_path_factory.mktemp("reader") / "venv")
    locked = ("--constraints", str(ROOT / DEVELOP))
    made.install(*locked, str(wheels.program), str(wheels.plugin), *BACK_ENDS)
    return made


@pytest.fixture
def reader(checkout: Checkout, environment: VirtualEnvironment, tmp_path: Path) -> Iterator[Person]:
    """Somebody with an empty home and an empty folder, who has installed the wheels, and has a checkout elsewhere."""
    folder, home = tmp_path / "folder", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    someone = Person(folder, home, f"{environment.folder / 'bin'}:{node_folder()}:{os.environ['PATH']}")
    yield someone
    for project in {path.parent for path in tmp_path.rglob(".cognito")}:
        someone.run(NAME, "local", "stop", folder=project, check=False)


def script(of: list[Block], checkout: Path, printed: Path) -> str:
    """One shell session; what each block prints goes to a file of its number."""
    lines = ["set -eo pipefail", 'trap "jobs -p | xargs -r kill" EXIT']
    for number, block in enumerate(of):
        if "file" in block.directives:
            lines.append(f"cat > {shlex.quote(block.directives['file'])} <<'END OF FILE'\n{block.text}END OF FILE")
        elif block.is_run and "in a checkout" in block.directives:
            lines.append(f"(cd {shlex.quote(str(checkout))}\n{block.text}) > {printed}/{number} 2>&1")
        elif block.is_run and "exit code" in block.directives:
            wanted = block.directives["exit code"]
            lines.append(f"({block.text}) > {printed}/{number} 2>&1 && code=0 || code=$?; [ $code = {wanted} ]")
        elif block.is_run:
            lines.append(f"{{\n{block.text}}} > {printed}/{number} 2>&1")
    return "\n".join(lines)


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_work_as_they_are_written(
    page: str, reader: Person, checkout: Checkout, tmp_path: Path
) -> None:
    printed = tmp_path / "printed"
    printed.mkdir()
    of = list(blocks(page))

    finished = subprocess.run(
        ["bash", "-c", script(of, checkout.root, printed)],
        cwd=reader.folder,
        env=reader.variables(checkout.variables({"HOME": str(reader.home), "PATH": reader.path})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=MAX_S,
        check=False,
    )

    reached = max((int(file.name) for file in printed.iterdir()), default=0)
    said = (printed / str(reached)).read_text(encoding="utf-8") if (printed / str(reached)).exists() else ""
    assert finished.returncode == 0, f"{page}:{of[reached].line} failed:\n{said}{finished.stderr}"
    for number, block in enumerate(of):
        if "prints" in block.directives:
            said = masked((printed / str(number - 1)).read_text(encoding="utf-8"))
            missing = Counter(masked(block.text).splitlines()) - Counter(said.splitlines())
            assert not missing.keys() - {"", "…"}, f"{page}:{block.line}: {[*missing]} isn't among:\n{said}"
