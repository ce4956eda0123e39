"""The reference, the JSON schema and the coverage table, which are written by tools/generate_reference.py."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml

from tests.components.support import ARTICLE, changed
from tests.components.test_configurations import VALID

CHECKOUT = Path(__file__).parents[2]
SCHEMA = json.loads((CHECKOUT / "docs" / "schema" / "auth.json").read_text("utf-8"))


def tool(name: str) -> Any:
    """A module of tools/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, CHECKOUT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_the_generated_pages_are_what_would_be_generated_now() -> None:
    """Mend it with `make docs`."""
    command = [sys.executable, str(CHECKOUT / "tools" / "generate_reference.py"), "--check"]
    finished = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)

    assert finished.stderr == ""
    assert finished.returncode == 0


def test_every_resource_of_the_installed_pulumi_aws_has_its_place() -> None:
    aws_inputs = tool("aws_inputs")

    assert set(aws_inputs.installed_resources()) == set(aws_inputs.RESOURCES)


def test_every_input_of_the_installed_pulumi_aws_is_in_the_coverage_table() -> None:
    aws_inputs = tool("aws_inputs")
    page = (CHECKOUT / "docs" / "coverage.md").read_text("utf-8")

    for resource, module in aws_inputs.installed_resources().items():
        if not aws_inputs.RESOURCES[resource].why_not:
            section = page.partition(f"## `{resource}`\n")[2].partition("\n## ")[0]
            listed = regex.findall(r"^\| `([^`]+)` \|", section, regex.MULTILINE)
            assert listed == aws_inputs.inputs_of(resource, module)


def test_an_input_that_is_new_has_no_place_yet() -> None:
    aws_inputs = tool("aws_inputs")

    assert aws_inputs.where_it_is("UserPool", "brand_new") == ""
    assert aws_inputs.where_it_is("UserPoolClient", "callback_urls") == "`clients[].callback_urls`"


def complaints(value: Any, schema: dict[str, Any], path: str = "") -> list[str]:
    """What a validator of JSON Schema would say, as far as our schema goes."""
    if "$ref" in schema:
        return complaints(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], path)
    if "anyOf" in schema:
        each = [complaints(value, option, path) for option in schema["anyOf"]]
        return [] if [] in each else each[0]
    found = []
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return [f"{path} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path} is none of {schema['enum']}")
    if "pattern" in schema and not regex.search(schema["pattern"], value):
        found.append(f"{path} doesn't match")
    size = value if isinstance(value, int) else len(value)
    for low, high in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        if not schema.get(low, size) <= size <= schema.get(high, size):
            found.append(f"{path} is out of range")
    if isinstance(value, list):
        found += [c for n, item in enumerate(value) for c in complaints(item, schema.get("items", {}), f"{path}[{n}]")]
    if isinstance(value, dict):
        found += _complaints_of_object(value, schema, path)
    return found


def _complaints_of_object(value: dict[str, Any], schema: dict[str, Any], path: str) -> list[str]:
    found = [f"{path}.{key} is missing" for key in schema.get("required", []) if key not in value]
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for key, inner in value.items():
        if key in properties:
            found += complaints(inner, properties[key], f"{path}.{key}")
        elif others is False:
            found.append(f"{path}.{key} is unknown")
        elif isinstance(others, dict):
            found += complaints(inner, others, f"{path}.{key}")
    return found


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_schema_takes_the_stacks_files(stack: str) -> None:
    document = yaml.safe_load((CHECKOUT / f"Pulumi.{stack}.yaml").read_text("utf-8"))

    assert complaints(document, SCHEMA) == []


@pytest.mark.parametrize("change", VALID, ids=str)
def test_the_schema_takes_a_valid_configuration(change: dict[str, Any]) -> None:
    document = {"config": {"cognito-access-token:auth": changed(ARTICLE, change)}}

    assert complaints(document, SCHEMA) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"pool_nmae": "x"}, ".config.cognito-access-token:auth.pool_nmae is unknown"),
        ({"clients": None}, ".config.cognito-access-token:auth.clients is missing"),
        ({"domain.prefix": "WebApp"}, ".config.cognito-access-token:auth.domain.prefix doesn't match"),
        ({"password_policy.minimum_length": 3}, ".config.cognito-access-token:auth.password_policy.minimum_length is"),
        ({"mfa_configuration": "off"}, ".config.cognito-access-token:auth.mfa_configuration is none of"),
        ({"clients[0].access_token_validity": "1h"}, ".config.cognito-access-token:auth.clients[0].access_token_val"),
    ],
)
def test_the_schema_refuses_what_an_editor_can_see(change: dict[str, Any], complaint: str) -> None:
    document = {"config": {"cognito-access-token:auth": changed(ARTICLE, change)}}

    (said,) = complaints(document, SCHEMA)
    assert said.startswith(complaint)
