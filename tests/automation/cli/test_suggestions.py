"""What isn't there is named as such, with the nearest that is."""

import pytest

from automation.cli.command_line import parse
from automation.errors import UsageError


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["token", "--stak", "dev"], "There is no option --stak. Did you mean --stack?"),
        (["--stak", "dev"], "There is no option --stak. Did you mean --stack?"),
        (["--stak=dev", "up"], "There is no option --stak. Did you mean --stack?"),
        (["tokn"], "There is no command 'tokn'. Did you mean token?"),
        (["--stack", "tokn", "dstroy"], "There is no command 'dstroy'. Did you mean destroy?"),
        (["xyzzy"], "There is no command 'xyzzy'. The commands: up, "),
        (["--xyzzyxyzzy"], "There is no option --xyzzyxyzzy. See"),
    ],
)
def test_a_word_that_is_none_is_named_with_the_nearest(argv: list[str], words: str):
    with pytest.raises(UsageError) as caught:
        parse(argv)
    assert words in str(caught.value)


def test_a_value_that_looks_like_a_command_or_none_is_left_alone():
    assert parse(["--stack", "tokn", "outputs"]).stack == "tokn"
    assert parse(["outputs", "-s", "dstroy"]).stack == "dstroy"
    assert parse(["token", "--password", "-"]).options["password"] == "-"


def test_the_version_is_said_and_nothing_else_done(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        parse(["--version"])
    assert ended.value.code == 0
    name, version = capsys.readouterr().out.split()
    assert name.endswith("run.py") or name == "cognito-access-token"
    assert version[0].isdecimal()
