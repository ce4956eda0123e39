"""There is one way to a token: what belongs to it is done in one module each, wherever a token is asked for."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import automation

ROOT = Path(automation.__file__).parent
ONLY_THERE = {
    "run_flow": {"tokens/obtaining.py"},
    "verify_set": {"tokens/obtaining.py"},
    "_first_allowed": {"tokens/flows/__init__.py"},
    "_check_scopes": {"tokens/flows/__init__.py"},
    "Session": set(),  # requests', unbounded
    "BoundedSession": {"targets/pool_connection.py"},
    "LocalInbox": {"targets/pool_connection.py"},
    # Besides the obtainer, who asks whether messages of the probe would reach anybody.
    "inbox": {"tokens/obtaining.py", "audits/probing/probing.py"},
    # Besides the obtainer, the command that verifies what it is given.
    "Verifier": {"tokens/obtaining.py", "commands/verify.py"},
}
"""Calls, and where they are made; `choose_flow` is asked by whoever refuses before anything is created."""
PROXIES = {"trust_env": {"targets/pool_connection.py"}, "NO_PROXY": {"targets/proxies.py"}}


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.AST) -> str | None:
    """What a call is of; botocore's sessions are none of HTTP."""
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute):
        return None if ast.unparse(node.func).startswith("botocore") else node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else None


@pytest.mark.parametrize("name", ONLY_THERE)
def test_each_step_is_taken_in_one_place(name: str) -> None:
    found = {path for path, tree in trees() for node in ast.walk(tree) if called(node) == name}
    assert found == ONLY_THERE[name]


@pytest.mark.parametrize("name", PROXIES)
def test_what_goes_by_a_proxy_is_said_in_one_place(name: str) -> None:
    found = {
        path
        for path, tree in trees()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.Constant) and node.value == name)
    }
    assert found == PROXIES[name]


def test_options_go_no_further_down_than_the_commands() -> None:
    found = {
        path
        for path, tree in trees()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(one.name == "argparse" for one in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "argparse")
    }
    assert {path.partition("/")[0] for path in found} <= {"cli", "commands"}
