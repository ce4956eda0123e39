"""Writes what comes out of the table in components/schema/ anew; `--check` says whether that is needed.

That is components/arguments.py, docs/reference.md and docs/schema/auth.json, with limits out of botocore's model; and
docs/coverage.md, which lists every input of `pulumi_aws.cognito`'s resources and where it is in the component.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from arguments_source import arguments_source, documentation  # noqa: E402 - the line above is what finds it
from aws_inputs import coverage_page  # noqa: E402

from cognito_model.shapes import limit, shape_within  # noqa: E402
from components.checking.keys import (  # noqa: E402
    Block,
    Blocks,
    Choice,
    Exceptions,
    FullDomain,
    Integer,
    JsonObject,
    Kind,
    Lifetime,
    Shape,
)
from components.schema import AUTH  # noqa: E402
from components.schema.requirements import REQUIREMENTS  # noqa: E402
from components.settings import FULL_KEY  # noqa: E402

_SECURE: Final = {"$ref": "#/$defs/secure"}
_JSON_TYPES: Final = {
    "string": "string",
    "blob": "string",
    "integer": "integer",
    "long": "integer",
    "boolean": "boolean",
}
_GENERATED: Final = "<!-- Written by tools/generate_reference.py; `make docs` writes it anew. -->\n"


def shape_schema(name: str) -> dict[str, Any]:
    """JSON Schema of a value with a shape of botocore's model."""
    description = limit(name)
    match description["type"]:
        case "list":
            items = shape_schema(shape_within(name, "member"))
            return {"type": "array", "items": items, **_sizes(description, "minItems", "maxItems")}
        case "map":
            return {"type": "object", "additionalProperties": shape_schema(shape_within(name, "value"))}
        case "boolean":
            return {"type": "boolean"}
        case "string":
            text: dict[str, Any] = {"type": "string", **_sizes(description, "minLength", "maxLength")}
            if "enum" in description:
                text["enum"] = list(description["enum"])
            if "pattern" in description:
                # `(?s)` is Java's; in a JSON Schema `[\s\S]` says the same
                pattern = description["pattern"].replace("(?s).", r"[\s\S]")
                text["pattern"] = f"^(?:{pattern})$"
            return {"anyOf": [text, _SECURE]}
        case "blob":
            return {"type": "string", "contentEncoding": "base64"}
    return {"type": "integer", **_sizes(description, "minimum", "maximum")}


def _sizes(description: Mapping[str, Any], low: str, high: str) -> dict[str, int]:
    return {name: description[key] for name, key in ((low, "min"), (high, "max")) if key in description}


def kind_schema(kind: Kind) -> dict[str, Any]:  # noqa: PLR0911 - one for each kind
    """JSON Schema of any key's value."""
    match kind:
        case Block():
            return block_schema(kind)
        case Blocks():
            return {"type": "array", "items": block_schema(kind.item)}
        case Shape():
            return shape_schema(kind.name)
        case Lifetime():
            return {"type": "string", "pattern": "^\\s*[0-9]{1,9}\\s+(second|minute|hour|day)s?\\s*$"}
        case Choice():
            return {"enum": list(kind.words)}
        case Integer():
            limits = {"minimum": kind.low, "maximum": kind.high}
            return {"type": "integer", **{name: value for name, value in limits.items() if value is not None}}
        case FullDomain():
            return {"type": "string", "format": "hostname"}
        case Exceptions():
            properties = {name: {"type": "string", "minLength": 10} for name in REQUIREMENTS}
            return {"type": "object", "properties": properties, "additionalProperties": False}
        case JsonObject():
            return {"type": "object"}


def block_schema(block: Block) -> dict[str, Any]:
    """JSON Schema of an object with keys of its own."""
    properties = {
        name: {"description": documentation(key), **kind_schema(key.kind)} for name, key in block.keys.items()
    }
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": list(block.required)} if block.required else schema


def stack_schema() -> dict[str, Any]:
    """JSON Schema of a whole `Pulumi.<stack>.yaml`."""
    auth = {"description": AUTH.doc, **block_schema(AUTH)}
    secure = {"type": "object", "properties": {"secure": {"type": "string"}}, "required": ["secure"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Pulumi.<stack>.yaml with {FULL_KEY}",
        "type": "object",
        "properties": {"config": {"type": "object", "properties": {FULL_KEY: auth}}},
        "$defs": {"secure": {"description": "A value that Pulumi keeps encrypted.", **secure}},
    }


def kind_in_words(kind: Kind) -> str:  # noqa: PLR0911 - one for each kind
    """A key's type and limits, for a table."""
    match kind:
        case Block():
            return "object"
        case Blocks():
            return "list of objects"
        case Shape():
            return shape_in_words(kind.name)
        case Lifetime():
            return "text, such as `15 minutes`"
        case Choice():
            return " \\| ".join(f"`{word}`" for word in kind.words)
        case Integer():
            return "whole number" if kind.low is None else f"whole number, {kind.low} to {kind.high}"
        case FullDomain():
            return "text, a domain's name"
        case JsonObject():
            return "object, handed on as it is"
        case Exceptions():
            return "name: reason"


def shape_in_words(name: str) -> str:  # noqa: PLR0911 - one for each kind
    """A shape's type and limits, for a table."""
    description = limit(name)
    match description["type"]:
        case "list":
            most = f", at most {description['max']}" if "max" in description else ""
            return f"list of {shape_in_words(shape_within(name, 'member'))}{most}"
        case "map":
            return "object of texts"
        case "boolean":
            return "true or false"
        case "blob":
            return "base64"
        case "string" if "enum" in description:
            return " \\| ".join(f"`{word}`" for word in description["enum"])
        case "string":
            return f"text{_range(description, ' characters')}"
    return f"whole number{_range(description, '')}"


def _range(description: Mapping[str, Any], of_what: str) -> str:
    low, high = description.get("min"), description.get("max")
    if high is None:
        return f", at least {low}{of_what}" if low else ""
    return f", {low} to {high}{of_what}" if low else f", up to {high}{of_what}"


def tables(block: Block, path: str) -> Iterator[str]:
    """A section per object: what it is, its keys in a table, then the objects within."""
    yield f"## {f'`{path}`' if path else 'The configuration'}\n\n{block.doc}\n"
    yield "| key | value | |\n|---|---|---|"
    for key in block.keys.values():
        yield f"| `{key.name}` | {kind_in_words(key.kind)} | {documentation(key).replace('|', chr(92) + '|')} |"
    yield ""
    for key in block.keys.values():
        where = f"{path}.{key.name}" if path else key.name
        if isinstance(key.kind, Block):
            yield from tables(key.kind, where)
        elif isinstance(key.kind, Blocks):
            yield from tables(key.kind.item, f"{where}[]")


def requirements() -> Iterator[str]:
    """What the production profile asks for."""
    yield "## The production profile\n\nWith `profile: production` each of these has to be met, or named in"
    yield "`exceptions` with the reason.\n\n| name | what it asks for |\n|---|---|"
    for name, asked in REQUIREMENTS.items():
        yield f"| `{name}` | {asked} |"


def reference_page() -> str:
    """docs/reference.md."""
    opening = (
        f"{_GENERATED}\n# Configuration\n\nEvery key of `{FULL_KEY}` in a `Pulumi.<stack>.yaml`, which is also every"
        " argument of `CognitoAuth`. Editors complete and check it with [schema/auth.json](schema/auth.json): put"
        " `# yaml-language-server: $schema=docs/schema/auth.json` into the file's first line.\n"
    )
    return "\n".join([opening, *tables(AUTH, ""), *requirements(), ""])


def pages() -> dict[Path, str]:
    """Every generated file and what belongs in it."""
    docs = ROOT / "docs"
    return {
        ROOT / "components" / "arguments.py": arguments_source(),
        docs / "reference.md": reference_page(),
        docs / "schema" / "auth.json": json.dumps(stack_schema(), indent=2, ensure_ascii=False) + "\n",
        docs / "coverage.md": f"{_GENERATED}\n{coverage_page()}",
    }


def main() -> int:
    """Exit code 1 where `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    wanted = pages()
    if parser.parse_args().check:
        stale = [page for page, text in wanted.items() if not page.exists() or page.read_text("utf-8") != text]
        for page in stale:
            print(f"{page.relative_to(ROOT)} is out of date; `make docs` writes it anew.", file=sys.stderr)
        return int(bool(stale))
    for page, text in wanted.items():
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
