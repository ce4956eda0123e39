import pytest

from automation.cli.command_line import _build, parse
from automation.cli.output_forms import FORMS
from automation.errors import UsageError


def test_without_arguments_a_one_shot_environment_of_dev_on_the_local_target_is_asked_for():
    arguments = parse([])

    assert (arguments.command, arguments.stack, arguments.target) == (None, "dev", "local")
    assert arguments.output == "table"
    assert arguments.program == ()


@pytest.mark.parametrize(
    "argv",
    [
        ["--stack", "prod", "--target", "aws", "-o", "json", "token"],
        ["token", "--stack", "prod", "--target", "aws", "-o", "json"],
        ["-s", "prod", "token", "--target=aws", "--output=json"],
    ],
)
def test_options_work_before_and_after_the_command(argv):
    arguments = parse(argv)

    assert (arguments.command, arguments.stack, arguments.target) == ("token", "prod", "aws")
    assert arguments.output == "json"


def test_everything_after_two_dashes_is_the_program_even_what_looks_like_our_options():
    arguments = parse(["-o", "json", "--", "sh", "-c", "exit 7", "--hold", "--"])

    assert arguments.program == ("sh", "-c", "exit 7", "--hold", "--")
    assert arguments.options["hold"] is False


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--"], "no program after `--`"),
        (["up", "--", "true"], "`up` takes no `-- PROGRAM`"),
        (["--hold", "--", "true"], "can't be combined"),
        (["-o", "csv", "verify"], "-o csv isn't available here: `verify` has table, json, raw"),
        (["up", "-o", "raw"], "-o raw isn't available here: `up` has table, json. Nothing was done"),
        (["outputs", "-o", "raw"], "`outputs` has table, json"),
        (["-o", "csv"], "a one-shot environment has table, json, raw"),
        (["token", "--all", "-o", "raw"], "`token --all` has table, json, csv"),
        (["users", "create", "-o", "raw"], "`users create` has table, json, csv"),
        (["destroy", "-o", "csv"], "`destroy` has table, json"),
        (["local", "clock", "--port", "1", "+1h", "+2h"], "Unrecognized arguments: +1h +2h"),
        (["outputs", "more"], "nrecognized arguments: more"),
        (["--count", "0"], "'0' isn't a number from 1"),
        (["users", "create", "--count", "0"], "'0' isn't a number from 1"),
        (["users", "create", "--count", "-3"], "'-3' isn't a number from 1"),
        (["local", "start", "--port", "nonsense"], "'nonsense' isn't a number from 1 to 65535"),
        (["local", "start", "--port", "80000"], "'80000' isn't a number from 1 to 65535"),
        (["verify", "--leeway", "nan"], "'nan' isn't a number of seconds"),
        (["verify", "--leeway", "inf"], "'inf' isn't a number of seconds"),
        (["verify", "--leeway", "-5"], "'-5' isn't a number of seconds"),
        (["verify", "--leeway", "long"], "'long' isn't a number of seconds"),
        (["-n", "8", "--hold"], "--count can't be combined"),
        (["--hold", "--ttl", "soon"], "'soon' isn't a duration"),
        (["--target", "gcp"], "there is no 'gcp'. The choices are local, aws"),
        (
            ["token", "--flow", "amin"],
            "Argument --flow: there is no 'amin'; did you mean admin? The choices are admin, ",
        ),
        (["token", "--flow", "x" * 100_000], f"there is no '{'x' * 40}…'. The choices are"),
        (["frobnicate"], "'frobnicate'"),
        *(
            (["up", "--stack", name], "can't be the name of a stack")
            for name in ("", "..", "../x", "a b", "ünï", "x" * 92)
        ),
        (["up", "--stack", "a\nb"], r"'a\nb' can't be the name of a stack"),
        (["--no-such-option"], "--no-such-option"),
        (["users", "create", ""], "An argument is empty"),
        (["export", "dotenv", "--folder", ""], "The value of --folder is empty"),
        (["audit", "--baseline="], "The value of --baseline is empty"),
    ],
)
def test_wrong_usage_is_an_error_that_names_what_is_wrong(argv, words):
    with pytest.raises(UsageError) as caught:
        parse(argv)

    assert words in str(caught.value)
    assert caught.value.exit_code == 2


def test_what_our_own_exports_leave_empty_may_be_empty():
    argv = ["token", "--user-pool-id", "us-east-1_a", "--client-id", "c", "--client-secret", "", "--domain="]
    assert parse(argv).options["client_secret"] == ""


def test_logging_out_everywhere_is_only_what_was_asked_for():
    assert not parse(["logout"]).options.get("everywhere")
    assert parse(["logout", "--everywhere"]).options["everywhere"] is True
    assert not parse(["logout", "--target", "aws"]).options.get("everywhere")


def test_a_time_to_live_is_written_the_way_people_say_it():
    assert parse(["--hold", "--ttl", "30m"]).options["ttl"] == 1800.0
    assert parse(["up", "--ttl", "30m"]).options["ttl"] == 1800.0
    assert parse(["--ttl", "1.5h", "--", "true"]).options["ttl"] == 5400.0


def test_a_password_on_the_command_line_is_not_part_of_the_arguments_repr():
    assert "hunter2" not in repr(parse(["token", "--user", "jane", "--password", "hunter2"]))


def test_numbers_within_their_bounds_are_taken():
    assert parse(["users", "create", "--count", "10000"]).options["count"] == 10_000
    assert parse(["local", "start", "--port", "4566"]).options["port"] == 4566
    assert parse(["verify", "--leeway", "0"]).options["leeway"] == 0.0
    assert parse(["verify", "--leeway", "2.5"]).options["leeway"] == 2.5


def test_a_refusal_says_where_the_commands_help_is():
    with pytest.raises(UsageError, match=r"See `python automation/run\.py local --help`"):
        parse(["local", "start", "--port", "nonsense"])


def test_names_may_stand_behind_options():
    arguments = parse(["users", "create", "ada", "--group", "staff", "bob", "--password", "-", "eve"])
    assert arguments.options["names"] == ["ada", "bob", "eve"]
    assert arguments.options["group"] == ["staff"]
    assert parse(["users", "create", "--group", "staff", "ada"]).options["names"] == ["ada"]
    assert parse(["local", "clock", "--region", "eu-west-1", "+2h"]).options["value"] == "+2h"


def test_every_command_says_which_forms_its_answer_has():
    parser = _build()
    (commands,) = [action.choices for action in parser._actions if isinstance(action.choices, dict)]
    known = {name.split()[0] for name in FORMS if name}
    assert set(commands) == known
    assert all({"table", "json"} <= set(forms) for forms in FORMS.values())
