import io

import pytest

from automation.errors import UsageError
from automation.terminal.secret_options import read_secret


def test_a_secret_comes_from_stdin_a_file_or_the_argument_itself(tmp_path):
    path = tmp_path / "password"
    path.write_text("from-file\n")

    assert read_secret("-", "--password", io.StringIO("from-stdin\n")) == "from-stdin"
    assert read_secret(f"@{path}", "--password", io.StringIO()) == "from-file"
    assert read_secret("itself", "--password", io.StringIO()) == "itself"


def test_an_empty_or_unreadable_secret_is_refused_naming_where_it_should_have_come_from(tmp_path):
    with pytest.raises(UsageError, match="stdin has no content"):
        read_secret("-", "--password", io.StringIO(""))
    with pytest.raises(UsageError, match="No such file"):
        read_secret(f"@{tmp_path}/missing", "--password", io.StringIO())
