"""The program with closed standard streams."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = """
import os, sys
sys.path.insert(0, sys.argv[1])
from automation.cli.standard_streams import open_standard_streams
open_standard_streams()
sys.stdout.write("answer … \\udcff")
sys.stderr.write("words")
sys.stdout.flush()
sys.stdin.read()
with open(sys.argv[2], "w") as file:
    file.write(str(file.fileno() > 2))
os._exit(7)
"""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_answers_are_in_utf_8_whatever_the_locale(tmp_path, encoding):
    finished = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ROOT), str(tmp_path / "written")],
        stdin=subprocess.DEVNULL, capture_output=True, env={"PYTHONIOENCODING": encoding}, check=False,
    )  # fmt: skip
    assert finished.returncode == 7, finished.stderr
    assert finished.stdout == "answer … \\udcff".encode()


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-", ""])
def test_a_closed_stream_leads_nowhere_and_no_file_takes_its_place(tmp_path, closed):
    command = f'exec "$@" {closed}'
    finished = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, "-c", SCRIPT, str(ROOT), str(tmp_path / "written")],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert finished.returncode == 7, finished.stderr
    assert (tmp_path / "written").read_text() == "True"
