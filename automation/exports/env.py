"""`export env`: `export NAME='value'` lines for a POSIX shell."""

import shlex

from automation.exports import Export


def text(export: Export) -> str:
    """One line per variable, quoted so that no value is read as anything else."""
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in export.variables.items())
