"""What can't be kept is answered all the same."""

import io
from pathlib import Path

from automation.sessions.keeping import keep_tokens
from automation.stacks.token_cache import TokenCache, question
from automation.terminal.console import Console

ASKED = question("ada", None, None, ())
ENTRY = {"expires_at": 2e9, "username": "ada"}


def kept_in(folder: Path) -> tuple[TokenCache, str]:
    cache, said = TokenCache(str(folder), "local", {}), io.StringIO()
    keep_tokens(cache, [ASKED], ENTRY, None, Console(stream=said))
    return cache, said.getvalue()


def test_tokens_are_found_again(tmp_path: Path) -> None:
    cache, said = kept_in(tmp_path)
    assert cache.find(ASKED, 1e9) == ENTRY
    assert said == ""


def test_where_they_cant_be_written_that_is_a_warning(tmp_path: Path) -> None:
    cache, said = kept_in(tmp_path / "gone")
    assert cache.find(ASKED, 1e9) is None
    assert "can't be cached, so the next command signs in again: No such file" in said
