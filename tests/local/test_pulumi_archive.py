"""The official CLI: only what was published is unpacked."""

import hashlib
import io
import platform
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

import pytest

from local.errors import PulumiCliError
from local.pulumi_archive import RefusedArchiveError, archive_name, published_digest
from local.pulumi_download import download

VERSION = version("pulumi")
NAME = archive_name(VERSION, platform.system(), platform.machine())


class QuietHandler(SimpleHTTPRequestHandler):
    """Says nothing."""

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def published(tmp_path: Path) -> Path:
    folder = tmp_path / "published"
    folder.mkdir()
    with tarfile.open(folder / NAME, "w:gz") as tar:
        for name, text in (("pulumi/pulumi", b"#!/bin/sh\n"), ("pulumi/../../escaped", b"no"), ("other/x", b"no")):
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text))
    digest = hashlib.sha256((folder / NAME).read_bytes()).hexdigest()
    (folder / f"pulumi-{VERSION}-checksums.txt").write_text(f"{'0' * 64}  another.tar.gz\n{digest}  {NAME}\n")
    return folder


@pytest.fixture
def url(published: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(published))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "target"
    folder.mkdir()
    return folder


def test_an_archive_with_its_published_checksum_is_unpacked(url: str, target: Path) -> None:
    download(target, lambda _: None, url)
    assert [path.name for path in target.rglob("*") if path.is_file()] == ["pulumi"]
    assert (target / "bin" / "pulumi").stat().st_mode & 0o111


def test_an_archive_with_another_checksum_is_refused(url: str, published: Path, target: Path) -> None:
    (published / NAME).write_bytes((published / NAME).read_bytes() + b"more")
    with pytest.raises(PulumiCliError, match=r"refused: .* but the published one is"):
        download(target, lambda _: None, url)
    assert list(target.iterdir()) == []


def test_an_archive_without_a_published_checksum_is_refused(url: str, published: Path, target: Path) -> None:
    (published / f"pulumi-{VERSION}-checksums.txt").write_text(f"{'0' * 64}  another.tar.gz\n")
    with pytest.raises(PulumiCliError, match="no published checksum"):
        download(target, lambda _: None, url)


def test_what_cant_be_reached_is_said(target: Path) -> None:
    with pytest.raises(PulumiCliError, match="can't be reached"):
        download(target, lambda _: None, "http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("Linux", "x86_64", "pulumi-v3.1.0-linux-x64.tar.gz"),
        ("Linux", "aarch64", "pulumi-v3.1.0-linux-arm64.tar.gz"),
        ("Darwin", "arm64", "pulumi-v3.1.0-darwin-arm64.tar.gz"),
    ],
)
def test_an_archive_is_named_after_the_machine(system: str, machine: str, name: str) -> None:
    assert archive_name("3.1.0", system, machine) == name


def test_a_machine_that_nothing_is_published_for_is_said() -> None:
    with pytest.raises(RefusedArchiveError, match="FreeBSD"):
        archive_name("3.1.0", "FreeBSD", "amd64")


def test_a_checksum_of_another_form_is_none() -> None:
    with pytest.raises(RefusedArchiveError):
        published_digest(f"abc  {NAME}\n", NAME)
