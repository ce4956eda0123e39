"""`--count N`: so many environments at once, each with a name of its own, and nothing left of any."""

import json
import re
import signal

from automation.targets.workspaces import UNIQUE_ALPHABET
from tests.end_to_end.checkout import Checkout, finish, wait_for_line


def test_several_at_once_are_a_list_of_reports_with_unique_valid_names(checkout: Checkout):
    finished = checkout.run("-n", "3", "-o", "json")

    assert finished.returncode == 0, finished.stderr
    reports = json.loads(finished.stdout)
    assert len(reports) == 3
    assert all(report["verified"] for report in reports)
    assert len({report["environment"] for report in reports}) == 3
    for name in ("user_pool_id", "domain"):
        assert len({report["outputs"][name] for report in reports}) == 3
    for report in reports:
        assert re.fullmatch(f"webapp12-[{UNIQUE_ALPHABET}]{{8}}", report["outputs"]["domain"])
    assert "3 of 3" in finished.stderr
    assert checkout.environments() == []


def test_a_wrong_configuration_is_told_once_before_anything_starts(checkout: Checkout):
    finished = checkout.run("-n", "3", "--stack", "nowhere")

    assert finished.returncode == 2
    assert finished.stderr.count("There is no stack 'nowhere'") == 1


def test_where_they_fail_each_says_why_and_the_exit_code_is_1(checkout: Checkout, tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "passphrase").write_text("correct horse")
    variables = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",  # nobody listens there
        "PULUMI_BACKEND_URL": (tmp_path / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
    }
    finished = checkout.run("-n", "2", "-o", "json", "--target", "aws", variables=variables)

    assert finished.returncode == 1
    assert ["sts:GetCallerIdentity" in report["error"] for report in json.loads(finished.stdout)] == [True, True]
    assert checkout.environments() == []


def test_one_ctrl_c_destroys_them_all(checkout: Checkout):
    process = checkout.start("-n", "3", "--verbose")
    wait_for_line(process, "created aws:cognito/userPool:UserPool")

    process.send_signal(signal.SIGINT)
    stdout, stderr, code = finish(process)

    assert code == 130, stderr
    assert stdout == ""
    assert checkout.environments() == []
    assert checkout.processes() == []
