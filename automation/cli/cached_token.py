"""`token` from the cache, before anything else is imported: a few interpreter start-ups' time is all it takes.

Only what is plainly understood is answered here; anything else goes the ordinary way, which says what is wrong.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

WITH_VALUE = {
    "-s": "stack",
    "--stack": "stack",
    "--target": "target",
    "-o": "output",
    "--output": "output",
    "--which": "which",
    "--user": "user",
    "--client": "client",
    "--flow": "flow",
    "--resource": "resource",
    "--user-pool-id": "user_pool_id",
    "--client-id": "client_id",
}
REPEATED = {"--scope": "scopes"}
WITHOUT_VALUE = frozenset({"-q", "--quiet"})
OUTPUTS = ("raw", "json", "table")
TOKENS = ("access", "id", "refresh")
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
"""Stack names are part of a path."""


def quick_token(root: str, argv: list[str]) -> int | None:
    """Print the answer and return the exit code; None where this isn't `token`, or not from the cache."""
    if "token" not in argv:
        return None
    options = _parse(argv)
    if options is None:
        return None
    import os  # loaded by every Python before our first line; the cache's own imports are what takes time
    import time

    from automation.stacks.token_cache import TokenCache, question
    from automation.targets.folders import SEVERAL_BACKENDS, connected_name, current_backend, folder_name
    from local.program import CONNECTIONS, ENVIRONMENTS

    target, stack = options["target"], options["stack"]
    connections = os.path.join(root, CONNECTIONS, target)
    if options["user_pool_id"]:
        folders = [os.path.join(connections, connected_name(options["user_pool_id"], options["client_id"]))]
    else:
        backend = current_backend(os.environ) if target in SEVERAL_BACKENDS else ""
        names = [stack, f"local-{stack}"] if target == "local" else [stack]
        kept = os.path.join(root, ENVIRONMENTS, target)
        folders = [os.path.join(connections, stack)]
        folders += [os.path.join(kept, folder_name(target, name, backend)) for name in names]
    asked = question(*(options[name] for name in ("user", "client", "flow", "scopes", "resource")))
    now = time.time()
    for folder in folders:
        entry = TokenCache(folder, target).find(asked, now)
        if entry:
            try:
                return _print(entry, options, now)
            except OSError as error:  # the disk is full, or whoever read the answer went away
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                if not isinstance(error, BrokenPipeError):
                    sys.stderr.write(f"error: The answer can't be written: {error.strerror}.\n")
                return 1
    return None


def _parse(argv: list[str]) -> dict[str, Any] | None:
    options: dict[str, Any] = {
        "stack": "dev",
        "target": "local",
        "output": "table",
        "which": "access",
        "user": None,
        "client": None,
        "flow": None,
        "resource": None,
        "user_pool_id": "",
        "client_id": "",
        "scopes": [],
    }
    words = iter(argv)
    commands = 0
    for word in words:
        name, separator, value = word.partition("=")
        if word == "token":
            commands += 1
        elif word in WITHOUT_VALUE:
            continue
        elif name in WITH_VALUE or name in REPEATED:
            given = value if separator else next(words, None)
            if not given or given.startswith("-"):
                return None
            if name in REPEATED:
                options[REPEATED[name]].append(given)
            else:
                options[WITH_VALUE[name]] = given
        else:
            return None
    known = options["output"] in OUTPUTS and options["which"] in TOKENS and options["target"] in ("local", "aws")
    named = bool(options["user_pool_id"]) == bool(options["client_id"])
    plain = PLAIN.issuperset(options["stack"] + options["user_pool_id"] + options["client_id"])
    plain = plain and options["stack"].strip(".") != ""
    return options if known and named and commands == 1 and plain else None


def _mask(value: str) -> None:
    import os  # as above

    if "GITHUB_ACTIONS" in os.environ:
        from automation.terminal.masking import mask

        mask(value)


def _print(entry: dict[str, Any], options: dict[str, Any], now: float) -> int | None:
    tokens = {**entry["tokens"], "expires_in": int(entry["expires_at"] - now)}
    if options["output"] == "raw":
        value = tokens[f"{options['which']}_token"]
        if value is None:
            return None
        _mask(value)
        sys.stdout.write(f"{value}\n")
    else:
        from automation.terminal.reports import print_tokens

        print_tokens(sys.stdout, tokens, entry, options["output"])
    sys.stdout.flush()
    return 0
