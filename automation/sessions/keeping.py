"""Keeping tokens for the next command: what can't be written down is answered all the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from automation.stacks.token_cache import TokenCache
from automation.terminal.console import Console


def keep_tokens(
    cache: TokenCache, questions: Iterable[Mapping[str, Any]], entry: Mapping[str, Any], checkpoint: str | None,
    console: Console,
) -> None:  # fmt: skip
    """Keep one entry for several questions; where the disk is full or forbidden, warn."""
    try:
        cache.put_all([(question, entry) for question in questions], checkpoint)
    except OSError as error:
        console.warn(not_kept(error))


def not_kept(error: OSError) -> str:
    """What is said where tokens can't be written down."""
    return f"The tokens can't be cached, so the next command signs in again: {error.strerror or error}."
