import pytest

from automation.cli.command_line import parse
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
        (["--hold", "--", "true"], "exclude each other"),
        (["-o", "csv", "verify"], "-o csv is for answers of many rows"),
        (["--count", "0"], "'0' is no number from 1"),
        (["users", "create", "--count", "0"], "'0' is no number from 1"),
        (["users", "create", "--count", "-3"], "'-3' is no number from 1"),
        (["local", "start", "--port", "nonsense"], "'nonsense' is no number from 1 to 65535"),
        (["local", "start", "--port", "80000"], "'80000' is no number from 1 to 65535"),
        (["verify", "--leeway", "nan"], "'nan' is no number of seconds"),
        (["verify", "--leeway", "inf"], "'inf' is no number of seconds"),
        (["verify", "--leeway", "-5"], "'-5' is no number of seconds"),
        (["verify", "--leeway", "long"], "'long' is no number of seconds"),
        (["-n", "8", "--hold"], "neither --hold nor"),
        (["--hold", "--ttl", "soon"], "'soon' is no duration"),
        (["--target", "gcp"], "'gcp'"),
        (["frobnicate"], "'frobnicate'"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_wrong_usage_is_an_error_that_names_what_is_wrong(argv, words):
    with pytest.raises(UsageError) as caught:
        parse(argv)

    assert words in str(caught.value)
    assert caught.value.exit_code == 2


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
    with pytest.raises(UsageError, match=r"See `run\.py local --help`"):
        parse(["local", "start", "--port", "nonsense"])
