"""What a built CLI lacks is built when it is asked for, once; with a Go that is a shell script."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from local.errors import PulumiCliError
from local.pulumi_build import GoProgram
from local.pulumi_tools import GENERATORS, YAML_HOST, obtain_cli_and_tools, obtain_tool
from local.pulumi_version import minimum_version
from tests.busy_locks import hold_until_waited_for
from tests.local.conftest import Sayings
from tests.local.test_pulumi_build import BUILDING, go

Make = Callable[[Path, str], Path]
BUILT = BUILDING.split("; env", maxsplit=1)[0] + '; chmod +x "$2"'


@pytest.mark.parametrize("tool", [GENERATORS, YAML_HOST], ids=lambda tool: tool.executable)
def test_it_is_built_once_and_anew_where_its_sources_change(
    tmp_path: Path, said: Sayings, make_executable: Make, tool: GoProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = replace(tool, module=Path(shutil.copytree(tool.module, tmp_path / "module")))
    variables = go(make_executable, tmp_path, f"{BUILT}; ls > {tmp_path}/sources")
    first = obtain_tool(tool, cache=tmp_path / "cache", say=said, variables=variables)
    assert first.read_text() == "built\n"
    assert {"go.mod", "go.sum"} <= set((tmp_path / "sources").read_text().split())
    assert said[0].startswith(f"Building {tool.name} v")

    nowhere = {"PATH": "/nowhere"}
    assert obtain_tool(tool, cache=tmp_path / "cache", say=said, variables=nowhere) == first
    (tool.module / "go.sum").write_text("other versions")
    hold_until_waited_for(monkeypatch)
    again = obtain_tool(tool, cache=tmp_path / "cache", say=said, variables=variables)
    assert again != first
    assert again.exists()
    assert said.count(f"Waiting for another process that is building {tool.name}") == 1


def test_what_can_t_be_built_is_said_and_leaves_nothing(tmp_path: Path, said: Sayings, make_executable: Make) -> None:
    variables = go(make_executable, tmp_path, "echo 'undefined: x' >&2; exit 1")
    with pytest.raises(PulumiCliError, match=r"Building Pulumi's SDK generators failed at `go build` \(undefined: x\)"):
        obtain_tool(GENERATORS, cache=tmp_path / "cache", say=said, variables=variables)
    assert not list((tmp_path / "cache" / "pulumi-tools").glob("pulumi-*"))


def test_the_cli_and_its_tools_are_built_one_after_the_other_and_what_they_took_goes(
    tmp_path: Path, said: Sayings, make_executable: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, kept = tmp_path / "cache", tmp_path / "cache" / ".build"
    version = f"{'.'.join(map(str, minimum_version()))}"
    script = f'{BUILT}; printf "#!/bin/sh\\necho v{version}\\n" > "$2"; pwd >> {tmp_path}/folders'
    for name, value in go(make_executable, tmp_path, script).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("local.pulumi_tools.download", unreachable)

    obtain_cli_and_tools(cache, said)

    assert (tmp_path / "folders").read_text().split() == [str(kept)] * 3
    assert (cache / "pulumi" / version / "bin" / "pulumi").exists()
    assert obtain_tool(YAML_HOST, cache=cache, say=said, variables={"PATH": "/nowhere"}).exists()
    assert not kept.exists()


def unreachable(folder: Path, say: Callable[[str], None]) -> None:
    raise PulumiCliError("no route")
