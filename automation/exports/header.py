"""`export header`: the `Authorization` header of RFC 6750 section 2.1, as `curl -H @file` and proxies take it."""

from automation.exports import Export


def text(export: Export) -> str:
    """One line."""
    return f"Authorization: {export.tokens.token_type} {export.tokens.access_token}\n"
