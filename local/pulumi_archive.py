"""Fetches the official archive of the Pulumi CLI, checks it against its published checksum, and unpacks it.

A program of its own, started by `local.pulumi_download`: `python -P pulumi_archive.py FOLDER VERSION URL`. Standard
library only. Pulumi publishes `pulumi-<version>-checksums.txt`, lines as sha256sum(1) writes them, beside the archives.
"""

import hashlib
import os
import platform
import shutil
import sys
import tarfile
import threading
import urllib.request
from pathlib import Path

REACHED = "reached"
REACH_TIMEOUT_S = 10
TIMEOUT_S = 60
CHUNK = 1 << 20
ARCHITECTURES = {"x86_64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64"}


class RefusedArchiveError(Exception):
    """What was fetched isn't what was published."""


def archive_name(version: str, system: str, machine: str) -> str:
    """The archive's name for a machine, as `platform` calls it. Raises RefusedArchiveError where none is published."""
    architecture = ARCHITECTURES.get(machine.lower())
    if system not in ("Linux", "Darwin") or architecture is None:
        raise RefusedArchiveError(f"no release is published for {system} on {machine}")
    return f"pulumi-v{version}-{system.lower()}-{architecture}.tar.gz"


def published_digest(checksums: str, name: str) -> str:
    """The SHA-256 of a file among published ones, in hex. Raises RefusedArchiveError where it isn't among them."""
    for line in checksums.splitlines():
        digest, _, file = line.partition(" ")
        if file.strip().removeprefix("*") == name and len(digest) == hashlib.sha256().digest_size * 2:
            return digest.lower()
    raise RefusedArchiveError(f"{name} has no published checksum")


def fetch(url: str, name: str, digest: str, folder: Path) -> Path:
    """Fetch an archive into a folder. Raises OSError, or RefusedArchiveError where its checksum is another."""
    path, found = folder / name, hashlib.sha256()
    with urllib.request.urlopen(f"{url}/{name}", timeout=TIMEOUT_S) as answer, path.open("wb") as file:  # noqa: S310 - https, by its caller
        while chunk := answer.read(CHUNK):
            found.update(chunk)
            file.write(chunk)
    if found.hexdigest() != digest:
        path.unlink()
        raise RefusedArchiveError(f"{name} has the checksum {found.hexdigest()}, but the published one is {digest}")
    return path


def unpack(archive: Path, folder: Path) -> None:
    """Put the programs of an archive, which are in its folder `pulumi`, into `folder`/bin. Raises OSError."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    with tarfile.open(archive) as tar:
        for member in tar:
            parent, name = os.path.split(member.name)
            source = tar.extractfile(member) if member.isfile() and parent == "pulumi" else None
            if source is not None:
                with source, (programs / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
                (programs / name).chmod(0o755)


def main(folder: Path, version: str, url: str) -> None:
    """Do all that; the name service or a firewall that never answers ends it with code 3."""
    reached = threading.Event()
    threading.Thread(target=lambda: reached.wait(REACH_TIMEOUT_S) or os._exit(3), daemon=True).start()
    with urllib.request.urlopen(f"{url}/pulumi-{version}-checksums.txt", timeout=REACH_TIMEOUT_S) as answer:  # noqa: S310 - https, by its caller
        checksums = answer.read().decode()
    reached.set()
    print(REACHED, flush=True)  # noqa: T201 - what its caller looks for
    name = archive_name(version, platform.system(), platform.machine())
    archive = fetch(url, name, published_digest(checksums, name), folder)
    unpack(archive, folder)
    archive.unlink()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
    except (OSError, ValueError, tarfile.TarError) as error:
        sys.exit(f"{getattr(error, 'reason', error)}")
    except RefusedArchiveError as error:
        sys.exit(f"refused: {error}")
