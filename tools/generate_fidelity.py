"""Generates docs/fidelity.md: the status of every operation and input member of Cognito's models in the engine.

Derived from the code: the tables of operations, and which names the code of an operation has. A member whose name
stands nowhere in the modules that an operation's handler can reach can't have an effect. `--check` compares only.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cognito_model.model import IDENTITY_POOLS, USER_POOLS, Service, ServiceModel, service_model  # noqa: E402
from local.cognito import api, identity  # noqa: E402
from local.cognito.api.refused import REFUSED, REFUSED_MEMBERS  # noqa: E402
from local.cognito.configuration import client_settings, pool_settings  # noqa: E402
from local.cognito.engine import TABLES  # noqa: E402

PAGE: Final = ROOT / "docs" / "fidelity.md"
NOTES: Final = ROOT / "docs" / "fidelity-notes"
ENGINE: Final = "local.cognito"
PACKAGES: Final = {USER_POOLS: api, IDENTITY_POOLS: identity}
"""By service, each with its table `SUBJECTS`: operations by module."""
EVERYBODYS: Final = frozenset({"call", "engine", "errors", "ids", "json_types", "settings", "clock", "store"})
"""Modules that every operation reaches: names there say nothing of one of them."""
OF_EVERY_CALL: Final = frozenset({"UserPoolId", "ClientId", "Username", "AccessToken", "ResourceArn"})
"""Members that `call` and `engine` read: which pool, client and user is meant."""
KEPT: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("CreateUserPool", "UpdateUserPool"), pool_settings.kept_members()),
    **dict.fromkeys(("CreateUserPoolClient", "UpdateUserPoolClient"), client_settings.kept_members()),
    **dict.fromkeys(("CreateIdentityProvider", "UpdateIdentityProvider"), frozenset({"AcrMapping"})),
    "SetUserPoolMfaConfig": frozenset(
        {
            "SmsMfaConfiguration",
            "SoftwareTokenMfaConfiguration",
            "EmailMfaConfiguration",
            "WebAuthnConfiguration",
            "MfaConfiguration",
        }
    ),
}
"""Operations that keep settings as they are given, and which."""
READ_OTHERWISE: Final = frozenset(
    {
        "AccessTokenValidity",  # cognito_model.token_validity puts the names together
        "IdTokenValidity",
        "RefreshTokenValidity",
        "TokenValidityUnits",
        "DeletionProtection",  # a rule of validation: DeleteUserPool is refused
        "AutoVerifiedAttributes",
    }
)
"""Kept settings that have an effect though no module that acts has their name."""
FIELDS: Final = {"AcrMapping": "acr_mapping"}
"""Kept settings to the fields of records in which they are."""
STORED: Final[Mapping[str, tuple[str, ...]]] = {
    "risk_configuration": ("SetRiskConfiguration",),
    "log_configurations": ("SetLogDeliveryConfiguration",),
    "ui_customization": ("SetUICustomization",),
    "branding": ("CreateManagedLoginBranding", "UpdateManagedLoginBranding"),
    "terms": ("CreateTerms", "UpdateTerms"),
    "provisioned_limits": ("UpdateProvisionedLimit",),
}
"""Fields of records to the operations whose whole setting they are: stored only, if no other module reads them."""


@dataclass
class Standing:
    """What becomes of an operation and its members."""

    operation: str
    state: str
    effective: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@cache
def module_file(module: str) -> Path | None:
    """Where a module of ours is; None for others."""
    base = ROOT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


@cache
def tree_of(module: str) -> ast.Module:
    """A module's syntax."""
    path = module_file(module)
    assert path is not None
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports_of(module: str) -> frozenset[str]:
    """The engine's modules that a module imports, at its top and within functions."""
    found: set[str] = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(ENGINE):
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(name for name in found if module_file(name) is not None and not is_everybodys(name))


def is_everybodys(module: str) -> bool:
    """Whether every operation reaches a module."""
    rest = module.removeprefix(f"{ENGINE}.").split(".")
    return rest[0] in EVERYBODYS or module in {ENGINE, f"{ENGINE}.api"}


@cache
def reachable(module: str) -> frozenset[str]:
    """A module and what it imports, and so on."""
    found, todo = set(), [module]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo.extend(imports_of(one))
    return frozenset(found)


@cache
def words_of(module: str) -> frozenset[str]:
    """The texts in a module that are no prose, and the names of attributes that it reads."""
    docstrings = {id(node.value) for node in ast.walk(tree_of(module)) if isinstance(node, ast.Expr)}
    found = {
        node.value
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    }
    return frozenset(found | {node.attr for node in ast.walk(tree_of(module)) if isinstance(node, ast.Attribute)})


@cache
def composed_of(module: str) -> frozenset[str]:
    """Patterns of the names that a module puts together: `f"{party}TokenType"`."""
    found = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
            words = [part for part in parts if isinstance(part, str)]
            if words and len(words) < len(parts) and all(re.fullmatch("[A-Za-z]{4,}", word) for word in words):
                found.add("".join(part if isinstance(part, str) else "[A-Za-z]+" for part in parts))
    return frozenset(found)


@cache
def composed_reachable(module: str) -> frozenset[str]:
    """Those of a module and of what it reaches."""
    return frozenset().union(*(composed_of(one) for one in reachable(module)))


@cache
def words_reachable(module: str) -> frozenset[str]:
    """Those of a module and of what it reaches."""
    return frozenset().union(*(words_of(one) for one in reachable(module)))


@cache
def behaviour() -> frozenset[str]:
    """The words of all modules that don't merely keep, check and answer settings."""
    passive = (
        "configuration",
        "validation",
        "api.user_pools",
        "api.app_clients",
        "api.mfa_settings",
        "api.identity_providers",
        "store",
    )
    modules = (
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "local" / "cognito").rglob("*.py")
        if "runtime" not in path.parts
    )
    active = (
        module.removesuffix(".__init__")
        for module in modules
        if not any(module.startswith(f"{ENGINE}.{name}") for name in passive)
    )
    # `pools` derives facts of settings: tier, naming, triggers.
    return frozenset().union(*(words_of(module) for module in active), words_of(f"{ENGINE}.store.pools"))


def is_read(module: str, name: str) -> bool:
    """Whether what a module reaches has a member's name, or puts it together."""
    if name in OF_EVERY_CALL or name in words_reachable(module):
        return True
    return any(re.fullmatch(pattern, name) for pattern in composed_reachable(module))


def acts_on(name: str) -> bool:
    """Whether anything happens because of a kept setting."""
    return name in READ_OTHERWISE or FIELDS.get(name, name) in behaviour()


def readers_of(attribute: str, own: str) -> bool:
    """Whether a module other than the one that keeps it reads a record's field."""
    for path in (ROOT / "local" / "cognito").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if module == own or ".store." in module or "runtime" in path.parts:
            continue
        if any(isinstance(node, ast.Attribute) and node.attr == attribute for node in ast.walk(tree_of(module))):
            return True
    return False


def paths(model: ServiceModel, shape: str, path: str = "", seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Members of a structure by path, and those of the structures in it; lists and maps are looked into."""
    found = model.shapes[shape]
    if shape in seen or found.get("document"):
        return
    if found["type"] == "list":
        yield from paths(model, found["member"]["shape"], path, (*seen, shape))
    elif found["type"] == "map":
        yield from paths(model, found["value"]["shape"], path, (*seen, shape))
    elif found["type"] == "structure":
        for name, member in found.get("members", {}).items():
            yield f"{path}{name}"
            yield from paths(model, member["shape"], f"{path}{name}.", (*seen, shape))


def module_of(service: Service, operation: str) -> str:
    """Where an operation's handler is written: the module that its package's table names for it."""
    package = PACKAGES[service]
    return next(f"{package.__name__}.{module}" for module, names in package.SUBJECTS.items() if operation in names)


def standing_of(service: Service, operation: str) -> Standing:
    """What becomes of an operation and of every member of its input."""
    model, handler = service_model(service), TABLES[service].get(operation)
    if handler is None:
        return Standing(operation, "not implemented")
    if operation in REFUSED:
        return Standing(operation, "refused")
    own = module_of(service, operation)
    kept = KEPT.get(operation, frozenset())
    attribute = next((name for name, operations in STORED.items() if operation in operations), None)
    is_stored = attribute is not None and not readers_of(attribute, own)
    result = Standing(operation, "stored only" if is_stored else "supported")
    for path in paths(model, model.input_of(operation) or ""):
        top, name = path.partition(".")[0], path.rpartition(".")[2]
        parents = [path[:place] for place, letter in enumerate(path) if letter == "."]
        if is_stored or any(parent in (*result.kept, *result.ignored, *result.refused) for parent in parents):
            continue
        if (operation, path) in REFUSED_MEMBERS:
            result.refused.append(path)
        elif top in kept:
            (result.effective if acts_on(name) else result.kept).append(path)
        elif is_read(own, name) or (parents and is_passed_on(operation, top)):
            result.effective.append(path)
        else:
            result.ignored.append(path)
    return result


def is_passed_on(operation: str, member: str) -> bool:
    """Whether an operation keeps a member with all that is in it."""
    return (operation, member) in {
        ("CreateResourceServer", "Scopes"),
        ("UpdateResourceServer", "Scopes"),
        ("CreateUserPoolDomain", "CustomDomainConfig"),
        ("UpdateUserPoolDomain", "CustomDomainConfig"),
        ("CreateUserPool", "Schema"),
        ("AddCustomAttributes", "CustomAttributes"),
    }


def unanswered() -> list[str]:
    """The operations of both models that the engine doesn't have at all."""
    return [
        operation
        for service in (USER_POOLS, IDENTITY_POOLS)
        for operation in service_model(service).operations
        if operation not in TABLES[service]
    ]


def table(service: Service) -> str:
    """One row an operation."""
    rows = ["| operation | status | members with another status |", "| --- | --- | --- |"]
    for operation in sorted(service_model(service).operations):
        found = standing_of(service, operation)
        parts = [
            f"{words}: {', '.join(f'`{name}`' for name in names)}"
            for words, names in (
                ("stored only", found.kept),
                ("ignored", found.ignored),
                ("refused", found.refused),
            )
            if names
        ]
        rows.append(f"| `{operation}` | {found.state} | {'; '.join(parts)} |")
    return "\n".join(rows)


def refusals() -> str:
    """What is refused, and why."""
    reasons: dict[str, list[str]] = {}
    for operation, reason in REFUSED.items():
        reasons.setdefault(reason, []).append(f"`{operation}`")
    for (operation, member), reason in REFUSED_MEMBERS.items():
        reasons.setdefault(reason, []).append(f"`{operation}.{member}`")
    return "\n".join(f"- {', '.join(names)}: {reason}" for reason, names in reasons.items())


def notes() -> str:
    """The notes of every subject, their headings one level down."""
    found = (path.read_text(encoding="utf-8").strip() for path in sorted(NOTES.glob("*.md")))
    return "\n\n".join(
        "\n".join(f"#{line}" if line.startswith("#") else line for line in one.splitlines()) for one in found
    )


def page() -> str:
    """The whole page."""
    missing = unanswered()
    known = sum(len(operations) for operations in TABLES.values())
    return f"""# How closely the engine follows Cognito

`tools/generate_fidelity.py` generates this page from the engine's code, the models of the installed botocore, and the
notes in `docs/fidelity-notes/`. An operation, or a member of its input, has one of these statuses:

- **supported**: it does what it does in Cognito.
- **stored only**: the engine stores it and returns it as AWS does, but it has no effect here.
- **ignored**: the engine checks its format, and then ignores it.
- **refused**: no response could be true on one machine, so the engine returns an error that names it.
- **not implemented**: the engine doesn't have the operation.

The tables list the members whose status differs from their operation's. A member that the installed model doesn't
contain is ignored, as on AWS, and reported in the engine's log and console.

The models have {known + len(missing)} operations: the engine answers {known - len(REFUSED)} and refuses {len(REFUSED)}.
Not implemented: {", ".join(f"`{name}`" for name in missing) or "none"}.

## User pools (cognito-idp)

{table(USER_POOLS)}

## Identity pools (cognito-identity)

{table(IDENTITY_POOLS)}

## Refused operations and members

{refusals()}

## Sources, and what is unverified

The sources, the most reliable first: measurements on AWS; acceptance tests of the official provider, tests of moto that
were verified on AWS, deployed snapshots; AWS's documentation; Cognito's error messages in public reports; the model.
Below, the guide is the Amazon Cognito developer guide.

{notes()}
"""


def main() -> int:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only: exit code 1 where the page isn't current")
    if parser.parse_args().check:
        return 0 if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page() else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
