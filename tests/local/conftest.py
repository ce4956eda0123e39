"""Fakes and engines that several of these tests use."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from local.paths import cache_folder
from local.pulumi_cli import PulumiCli, obtain_pulumi_cli

ROOT = Path(__file__).parents[2]


class Sayings(list[str]):
    """Collects what would be said on a terminal."""

    def __call__(self, words: str) -> None:
        self.append(words)


@pytest.fixture
def said() -> Sayings:
    return Sayings()


@pytest.fixture
def make_executable() -> Callable[[Path, str], Path]:
    """Writes a shell script that can be started."""

    def make(path: Path, text: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture(scope="session")
def pulumi_cli() -> PulumiCli:
    """The real one, of this machine or built for it."""
    return obtain_pulumi_cli(cache=cache_folder(), say=print)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout in small: a program without resources, its configuration, and our interpreter."""
    root = tmp_path / "checkout with a space"
    root.mkdir()
    (root / ".venv").symlink_to(sys.prefix)
    (root / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n", encoding="utf-8")
    (root / "Pulumi.dev.yaml").write_text(
        "config:\n  aws:region: eu-west-1\n  tiny:greeting: hello\n", encoding="utf-8"
    )
    (root / "__main__.py").write_text(
        "import pulumi\n"
        "pulumi.export('greeting', pulumi.Config().require('greeting'))\n"
        "pulumi.export('password', pulumi.Output.secret('hush'))\n",
        encoding="utf-8",
    )
    return root
