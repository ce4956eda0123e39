"""What Cognito is stands in `cognito_model` once: no other module spells one of its constants."""

import ast
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from cognito_model.attributes import STANDARD_ATTRIBUTES, VERIFIED_FLAGS
from cognito_model.auth_flows import DEFAULT_AUTH_FLOWS, LEGACY_AUTH_FLOWS
from cognito_model.domains import PREFIX_PATTERN, RESERVED_WORDS
from cognito_model.request_quotas import OPERATIONS, RATES
from cognito_model.scopes import ADMIN_SCOPE, REGISTRATION_SCOPE
from cognito_model.token_validity import UNIT_S, VALIDITY_RANGE_S

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = ("auditing", "automation", "cognito_model", "components", "local", "policies")
GENERATED: Final = "components/arguments.py"
Spelled = Callable[[Any], bool]
"""Whether a value that is written somewhere is the constant."""


@cache
def written() -> tuple[tuple[str, int, Any], ...]:
    """Every plain value in the code, docstrings aside: module, line, value."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *(f"{room}/*.py" for room in ROOMS)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    modules = [name for name in listed.stdout.split() if name != GENERATED and (ROOT / name).exists()]
    return tuple((name, *found) for name in modules for found in values(ast.parse((ROOT / name).read_text("utf-8"))))


def values(tree: ast.AST) -> Iterator[tuple[int, Any]]:
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant | ast.Dict | ast.List | ast.Set | ast.Tuple | ast.BinOp)
            and id(node) not in prose
        ):
            yield node.lineno, plain(node)


def plain(node: ast.AST) -> Any:
    """A node's value; a dictionary with the constants among its keys, a collection with those among its items."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Dict(keys=keys, values=inner):
            pairs = [
                (key.value, plain(value))
                for key, value in zip(keys, inner, strict=True)
                if isinstance(key, ast.Constant)
            ]
            return dict(pairs)
        case ast.List(elts=items) | ast.Set(elts=items) | ast.Tuple(elts=items):
            return [item.value for item in items if isinstance(item, ast.Constant)]
        case ast.BinOp(left=ast.Constant(value=int() as left), op=ast.Mult(), right=ast.Constant(value=int() as right)):
            return left * right
        case _:
            return None


def is_text(text: str) -> Spelled:
    return lambda value: value == text


def holds(names: Any, least: int) -> Spelled:
    """A list of so many of the names, or a dictionary with them as keys to numbers or further texts."""
    return lambda value: (
        isinstance(value, list) and len({*names} & {one for one in value if isinstance(one, str)}) >= least
    )


def maps(pairs: Any, least: int) -> Spelled:
    """A dictionary with so many of the pairs."""
    return lambda value: (
        isinstance(value, dict) and sum(value.get(key) == inner for key, inner in pairs.items()) >= least
    )


CONSTANTS: Final[dict[str, tuple[str, Spelled]]] = {
    "the scope of users' own account": ("scopes", is_text(ADMIN_SCOPE)),
    "the scope of client registration": ("scopes", is_text(REGISTRATION_SCOPE)),
    "reserved words": ("domains", holds(RESERVED_WORDS, len(RESERVED_WORDS))),
    "the pattern of prefixes": ("domains", is_text(PREFIX_PATTERN)),
    "units of lifetimes": ("token_validity", maps(UNIT_S, 2)),
    "the longest lifetime": (
        "token_validity",
        lambda value: value in (3650 * 86_400, VALIDITY_RANGE_S["RefreshToken"][1]),
    ),
    "default units": ("token_validity", maps({"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}, 2)),
    "the plan LITE": ("tiers", is_text("LITE")),
    "the plan ESSENTIALS": ("tiers", is_text("ESSENTIALS")),
    "the plan PLUS": ("tiers", is_text("PLUS")),
    "flags of verified attributes": ("attributes", holds(VERIFIED_FLAGS.values(), 2)),
    "attributes that are verified": ("attributes", maps(VERIFIED_FLAGS, 1)),
    "standard attributes": ("attributes", lambda value: isinstance(value, list) and {*STANDARD_ATTRIBUTES} <= {*value}),
    "default sign-in flows": ("auth_flows", lambda value: isinstance(value, list) and {*value} == DEFAULT_AUTH_FLOWS),
    "legacy sign-in flows": (
        "auth_flows",
        lambda value: isinstance(value, dict | list) and {*LEGACY_AUTH_FLOWS} <= {*value},
    ),
    "request quotas": ("request_quotas", maps(RATES, 1)),
    "categories of operations": ("request_quotas", maps(OPERATIONS, 1)),
}


@pytest.mark.parametrize("constant", CONSTANTS)
def test_no_other_module_spells_a_constant_of_cognitos(constant: str) -> None:
    own, is_spelled = CONSTANTS[constant]
    elsewhere = [f"{module}:{line}" for module, line, value in written() if is_spelled(value)]
    elsewhere = [place for place in elsewhere if not place.startswith(f"cognito_model/{own}.py:")]
    assert elsewhere == []


def test_resource_quotas_have_one_module() -> None:
    """Numbers say too little to be searched for; what they count is in their names."""
    named = subprocess.run(
        ["git", "grep", "-nE", r"^[A-Z_]+_OF_(A_POOL|A_USER|AN_ACCOUNT)\b.* = ", "--", *ROOMS],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    assert {line.partition(":")[0] for line in named} == {"cognito_model/resource_quotas.py"}
