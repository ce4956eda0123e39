"""`export dotenv`: a `.env` file as docker compose, python-dotenv, dotenv for Node and direnv read it."""

from automation.exports import Export


def text(export: Export) -> str:
    """One line per variable. In single quotes nothing is expanded; a value with one is in double quotes, escaped.

    A shell that sources it runs nothing.
    """
    return "".join(f"{name}={quoted(value)}\n" for name, value in export.variables.items())


def quoted(value: str) -> str:
    """A value as all of them read it."""
    if "'" not in value:
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`")
    return f'"{escaped}"'
