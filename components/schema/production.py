"""The production profile. What doesn't meet its requirements needs an exception by name, with a reason."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, Final

from components.checking.duration import parse_duration
from components.checking.keys import Block, Blocks, Key, Lifetime
from components.checking.problems import UNKNOWN, Problem
from components.checking.requirements import Requirement
from components.checking.view import Known, block, blocks, items
from components.schema.auth import AUTH
from components.schema.production_rules import TOGETHER, exempt
from components.schema.requirements import REQUIREMENTS

PRODUCTION: Final = "production"


def unmet(auth: Known) -> Iterator[tuple[str, Problem]]:
    """Everything that applies to a configuration and isn't met by it, by name, whatever its profile."""
    doesnt_apply = exempt(auth)
    found = [*_unmet(AUTH, auth, ""), *((rule.__name__, problem) for rule in TOGETHER for problem in rule(auth))]
    return ((name, problem) for name, problem in found if name not in doesnt_apply)


def _unmet(of: Block, known: Known, path: str) -> Iterator[tuple[str, Problem]]:
    for key in of.keys.values():
        if isinstance(key.kind, Blocks):
            for where, item in blocks(known, key.name):
                yield from _unmet(key.kind.item, item, f"{path}{where}.")
        elif isinstance(key.kind, Block):
            if known.get(key.name) is not UNKNOWN:
                yield from _unmet(key.kind, block(known, key.name), f"{path}{key.name}.")
        else:
            for requirement in key.production:
                yield from ((requirement.name, problem) for problem in _unmet_by(requirement, key, known, path))


def _unmet_by(requirement: Requirement, key: Key, known: Known, path: str) -> Iterator[Problem]:
    if requirement.each:
        for where, item in items(known, key.name, path.removesuffix(".")):
            if not requirement.passes(item):
                yield Problem(where, requirement.rule, item, requirement.instead_of(item))
        return
    value = known.get(key.name, _without_it(key))
    if value is not UNKNOWN and not requirement.passes(value):
        # What isn't said isn't shown
        given = known.get(key.name, UNKNOWN)
        shown = str(given) if isinstance(key.kind, Lifetime) and given is not UNKNOWN else given
        yield Problem(f"{path}{key.name}", requirement.rule, shown, requirement.instead_of(value))


def _without_it(key: Key) -> Any:
    value = key.otherwise if key.default is None else key.default
    return parse_duration(value) if isinstance(key.kind, Lifetime) else value


def production_bar(auth: Known) -> Iterator[Problem]:
    """Every requirement that isn't met and isn't excepted."""
    exceptions = auth.get("exceptions", {})
    if auth.get("profile") != PRODUCTION or exceptions is UNKNOWN:
        return
    for name, problem in unmet(auth):
        if name not in exceptions:
            rule = f"{problem.rule} in production, unless exceptions.{name} gives a reason"
            yield Problem(problem.path, rule, problem.value, problem.suggestion)


def exceptions_have_names(auth: Known) -> Iterator[Problem]:
    """An exception is one from a requirement, in the profile that has some."""
    for name in block(auth, "exceptions"):
        path = f"exceptions.{name}"
        if name not in REQUIREMENTS:
            near = get_close_matches(str(name), REQUIREMENTS, n=1)
            rule = (
                "is not a known exception" if near else f"is not a known exception; they are {', '.join(REQUIREMENTS)}"
            )
            yield Problem(path, rule, suggestion=near[0] if near else UNKNOWN)
        elif auth.get("profile", "development") == "development":
            yield Problem(path, "has no effect without profile: production; leave it out")


RULES = (production_bar, exceptions_have_names)
