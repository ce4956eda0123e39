"""Pools that a stack of this project keeps already: a second one would destroy what the first has, or the other way."""

import json
from contextlib import suppress
from pathlib import Path

from automation.adoption.unfinished import FILE as UNFINISHED
from automation.errors import UsageError
from automation.stacks.output_cache import FILE
from local.program import ENVIRONMENTS


def refuse_a_kept_pool(root: Path, target: str, user_pool_id: str) -> None:
    """Raise UsageError where an environment of that target has this user pool among its outputs.

    An adoption that was killed doesn't keep it: `unfinished` undoes that.
    """
    for file in sorted((root / ENVIRONMENTS / target).glob(f"*/{FILE}")):
        if (file.parent / UNFINISHED).exists():
            continue
        with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            if json.loads(file.read_text(encoding="utf-8"))["outputs"]["user_pool_id"] == user_pool_id:
                name = next(file.parent.glob("Pulumi.*.yaml"), file).name.removeprefix("Pulumi.").removesuffix(".yaml")
                raise UsageError(
                    f"The user pool {user_pool_id} belongs to the stack {name} of this project, which deploys and "
                    "destroys it. Two stacks of one pool would undo each other. Use that stack: `list` shows it. "
                    "Nothing was changed."
                )
