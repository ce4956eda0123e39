"""A disk that is really full, in a process of its own: refused, nothing lost, nothing made by half."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.cognito.store.durability import FILE_NAME

PROGRAM = """
import json, resource, sys
from pathlib import Path
from local.cognito.clock import Clock
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from local.cognito.settings import EngineSettings
from tests.credentials import CREDENTIALS
from tests.local.cognito.store.contents import contents
from tests.local.cognito.world import OneKey, World

engine = Engine(EngineSettings(CREDENTIALS, "http://127.0.0.1:4566", Path(sys.argv[1])), Clock(), OneKey())
world = World.with_pool(engine)
# Python ignores SIGXFSZ: what is beyond the limit fails with EFBIG, as on a full disk with ENOSPC.
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
answered, refusals = [], []
for number in range(3000):
    name = f"user-{number}"
    try:
        world.admin("AdminCreateUser", name, MessageAction="SUPPRESS",
                    UserAttributes=[{"Name": "address", "Value": "x" * 2000}])
        answered.append(name)
    except CognitoError as refusal:
        refusals.append([refusal.code, refusal.status, refusal.message])
        if len(refusals) == 20:
            break
there = [user.username for user in world.pool.users]
described = len(world.of_pool("ListUsers", Limit=1)["Users"])
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
world.admin("AdminCreateUser", "afterwards", MessageAction="SUPPRESS")
before = sorted(contents(engine.store).items())
print(json.dumps([answered, refusals, there, described, repr(before)]))
sys.stdout.flush()
import os
os._exit(0)  # as if it had been killed: nothing is closed
"""
READ = """
import json, sys
from pathlib import Path
from local.cognito.store.opening import open_store
from tests.local.cognito.store.contents import contents
opened = open_store(Path(sys.argv[1]), 0)
print(json.dumps([str(opened.unreadable), repr(sorted(contents(opened.store).items()))]))
"""


def run(program: str, folder: Path) -> object:
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])},
    )
    return json.loads(done.stdout)


def test_a_full_disk_is_a_clear_refusal_and_what_was_answered_before_stays(tmp_path: Path):
    found = run(PROGRAM, tmp_path)
    assert isinstance(found, list)
    answered, refusals, there, described, before = found
    assert len(answered) > 20
    assert len(refusals) == 20
    for code, status, message in refusals:
        assert (code, status) == ("InternalErrorException", 500)
        assert "Nothing was changed" in message
    assert there == answered, "memory has what was answered, and no more"
    assert described == 1
    assert run(READ, tmp_path) == ["None", before], "so has the file"


def test_an_engine_starts_on_a_full_disk_with_all_that_there_is(tmp_path: Path):
    run(PROGRAM, tmp_path)
    previous = (tmp_path / f"{FILE_NAME}.previous").read_bytes()
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))\n"
    assert run(limited + READ, tmp_path) == run(READ, tmp_path)
    assert (tmp_path / f"{FILE_NAME}.previous").read_bytes() != previous, "the second start had room for a copy"


def test_without_room_for_anything_it_says_so_and_moves_nothing_aside(tmp_path: Path):
    run(PROGRAM, tmp_path)
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))\n"
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run(limited + READ, tmp_path)
    assert "the state can't be used" in failed.value.stderr
    assert list(tmp_path.glob("*.unreadable*")) == []
    found = run(READ, tmp_path)
    assert isinstance(found, list)
    assert found[0] == "None"
