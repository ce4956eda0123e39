"""What is kept for a while goes with the next look at it; what a local run left, with `reap`."""

import csv
import json
import signal
import time

from tests.end_to_end.checkout import Checkout, finish, wait_for_line


def test_a_kept_stack_past_its_time_is_destroyed_by_the_next_command_that_looks(service: Checkout):
    up = service.run("up", "--ttl", "1s", "-o", "json")
    assert up.returncode == 0, up.stderr
    time.sleep(1)

    looked = service.run("outputs")

    assert looked.returncode == 1
    assert "it was destroyed" in looked.stderr
    assert "deleted aws:cognito/userPool:UserPool" in looked.stderr
    assert service.environments() == []
    assert json.loads(service.run("list", "-o", "json").stdout) == []


def test_list_shows_what_exists_and_up_without_a_time_keeps_it_for_good(service: Checkout):
    assert service.run("up", "--ttl", "1h").returncode == 0
    (row,) = json.loads(service.run("list", "-o", "json").stdout)
    assert (row["environment"], row["status"], row["sources"]) == ("local-dev", "kept", ["ledger", "backend"])
    assert 0 < row["ttl_s"] <= 3600

    assert service.run("up").returncode == 0
    (kept,) = csv.DictReader(service.run("list", "-o", "csv").stdout.splitlines())

    assert (kept["environment"], kept["expires"]) == ("local-dev", "")
    assert json.loads(service.run("reap", "-o", "json").stdout) == []
    assert service.run("destroy").returncode == 0
    assert service.run("list", "-o", "raw").stdout == ""


def test_a_local_run_that_was_killed_is_shown_as_abandoned_and_reaped(checkout: Checkout):
    process = checkout.start()
    wait_for_line(process, "created aws:cognito/userPool:UserPool")
    process.send_signal(signal.SIGKILL)
    finish(process)

    (row,) = json.loads(checkout.run("list", "-o", "json").stdout)
    assert row["status"] == "abandoned"
    (outcome,) = json.loads(checkout.run("reap", "-o", "json").stdout)

    assert (outcome["environment"], outcome["action"]) == (row["environment"], "destroyed")
    assert checkout.environments() == []
    assert json.loads(checkout.run("list", "-o", "json").stdout) == []
