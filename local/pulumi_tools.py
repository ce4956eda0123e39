"""What the official Pulumi CLI comes with and a CLI built from source lacks: built when it is asked for, and kept."""

import functools
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from local.errors import PulumiCliError, storage_error
from local.fresh_folder import fresh_folder, keep
from local.locks import exclusive
from local.pulumi_build import MODULE_FOLDER, GoProgram, build
from local.pulumi_cli import obtain_pulumi_cli
from local.pulumi_download import download

GENERATORS: Final = GoProgram("Pulumi's SDK generators", MODULE_FOLDER, "./sdk-generators", "pulumi-sdk-generators")
"""Ours, over Pulumi's packages of the CLI's version."""
YAML_HOST: Final = GoProgram(
    "Pulumi's YAML language host",
    MODULE_FOLDER.with_name("pulumi-yaml"),
    "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    "pulumi-language-yaml",
    re.compile(r"^\s*github\.com/pulumi/pulumi-yaml\s+(v\S+)", re.MULTILINE),
)


def obtain_cli_and_tools(cache: Path, say: Callable[[str], None]) -> None:
    """Get the CLI and, where it came without, both tools; what has to be built shares what is fetched and compiled.

    A tool that can't be had is told to `say`: only programs in other languages lack it.
    Raises PulumiCliError or StorageError.
    """
    kept = cache / ".build"
    cli = obtain_pulumi_cli(cache=cache, say=say, ways=(download, functools.partial(build, kept=kept)))
    if not cli.has_language_host:
        try:
            for tool in (GENERATORS, YAML_HOST):
                obtain_tool(tool, cache=cache, say=say, kept=kept)
        except PulumiCliError as error:
            say(str(error))
            return  # a second try goes on with what is kept
    shutil.rmtree(kept, ignore_errors=True)


def obtain_tool(
    tool: GoProgram,
    *,
    cache: Path,
    say: Callable[[str], None],
    variables: Mapping[str, str] | None = None,
    kept: Path | None = None,
) -> Path:
    """The executable, from the folder `cache` or built into it, which takes minutes, once; `kept` as of `build`.

    Raises PulumiCliError or StorageError.
    """
    tools = cache / "pulumi-tools"
    folder = tools / f"{tool.executable}-{_digest(tool.module)}"
    executable = folder / "bin" / tool.executable
    if os.access(executable, os.X_OK):
        return executable
    try:
        tools.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(f"Storing {tool.name}", cache, error) from error
    with exclusive(tools / ".lock", lambda: say(f"Waiting for another process that is building {tool.name}")):
        if not os.access(executable, os.X_OK):
            with fresh_folder(tools, tool.name) as made:
                build(made, say, tool, variables=variables, kept=kept)
                keep(made, folder)
    return executable


def _digest(module: Path) -> str:
    """Of all that it is built from."""
    found = hashlib.sha256()
    for file in sorted(path for path in module.rglob("*") if path.is_file()):
        found.update(f"{file.relative_to(module)}\n".encode() + file.read_bytes())
    return found.hexdigest()[:16]
