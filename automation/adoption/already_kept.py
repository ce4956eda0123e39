"""Pools that a stack of this project keeps already: a second one would destroy what the first has, or the other way."""

import json
from contextlib import suppress
from pathlib import Path

from automation.adoption.unfinished import FILE as UNFINISHED
from automation.errors import DriverError, UsageError
from automation.stacks.output_cache import FILE
from automation.targets.workspaces import config_of
from components.settings import FULL_ADOPTED_KEY
from local.program import ENVIRONMENTS


def refuse_a_kept_pool(root: Path, target: str, user_pool_id: str) -> None:
    """Raise UsageError where an environment of that target has this user pool: has deployed it, or adopted it.

    An adoption that was killed doesn't keep it: `unfinished` undoes that.
    """
    for file in sorted((root / ENVIRONMENTS / target).glob("*/Pulumi.*.yaml")):
        if (file.parent / UNFINISHED).exists():
            continue
        if _deployed(file.parent) == user_pool_id or _adopts(file, user_pool_id):
            name = file.name.removeprefix("Pulumi.").removesuffix(".yaml")
            raise UsageError(
                f"The user pool {user_pool_id} belongs to the stack {name} of this project. Two stacks of one pool "
                "would undo each other. Use that stack: `list` shows it. Nothing was changed."
            )


def _deployed(folder: Path) -> str | None:
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        return str(json.loads((folder / FILE).read_text(encoding="utf-8"))["outputs"]["user_pool_id"])
    return None


def _adopts(stack_file: Path, user_pool_id: str) -> bool:
    with suppress(DriverError, KeyError, TypeError, AttributeError):
        return user_pool_id in config_of(stack_file)[FULL_ADOPTED_KEY]["resources"].values()
    return False
