"""Requests of every operation, made from the service model: none breaks the engine, answers are as the model says."""

import random
from collections.abc import Iterator
from typing import Any, Final

import pytest

from cognito_model.model import USER_POOLS, ServiceModel, Shape, service_model
from cognito_model.patterns import matcher
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from tests.local.cognito.world import PASSWORD, REGION, World

MODEL: Final[ServiceModel] = service_model(USER_POOLS)
REQUESTS: Final = 12
"""Of each operation."""
DEEPEST: Final = 5
TEXTS: Final = (
    "abc",
    "1",
    "email",
    "arn:aws:iam::123456789012:role/x",
    "code {####} {##x##} {username}",
    "https://a.example.com/x",
    "a" * 30,
    "cognito:default",
    "Level1",
    "12345678-1234-4234-8234-123456789012",
    "terms-of-use",
    "123456",
    "us-east-1_abc",
)
"""One of them fits almost every text of the model."""
LONGER_THAN_THE_MODEL: Final = {"CustomAttributeNameType"}
"""What the model bounds for requests only: `custom:` stands before a name in answers."""


class Requests:
    """Makes requests that mean what a world has."""

    def __init__(self, world: World, seed: str) -> None:
        self._random = random.Random(seed)
        tokens = world.tokens()
        self._known = {
            "UserPoolId": [world.pool_id],
            "ClientId": list(world.pool.clients),
            "Username": ["ada"],
            "AccessToken": [tokens["AccessToken"]],
            "RefreshToken": [tokens["RefreshToken"]],
            "Password": [PASSWORD],
            "ResourceArn": [world.of_pool("DescribeUserPool")["UserPool"]["Arn"]],
            "Domain": ["shop"],
            "ProviderName": ["Google", "Partner"],
        }

    def of(self, operation: str) -> dict[str, Any]:
        """A request with what is required, and some of the rest."""
        made = self._value(MODEL.input_of(operation) or "", "", 0)
        assert isinstance(made, dict)
        return made

    def _value(self, name: str, member: str, depth: int) -> Any:
        shape, choose = MODEL.shapes[name], self._random
        if "enum" in shape:
            return choose.choice(shape["enum"])
        if shape["type"] in {"structure", "list", "map"}:
            return self._container(shape, member, depth)
        if shape["type"] == "string":
            return self._text(shape, member)
        least = shape.get("min", 0)
        number = choose.randint(least, min(shape.get("max", 100), least + 5))
        return {"boolean": number % 2 == 0, "timestamp": 1.0, "blob": "aW1hZ2U="}.get(shape["type"], number)

    def _container(self, shape: Shape, member: str, depth: int) -> Any:
        if shape.get("document"):
            return {}
        if shape["type"] == "list":
            return [self._value(shape["member"]["shape"], member, depth + 1) for _ in range(self._random.randint(1, 2))]
        if shape["type"] == "map":
            key = self._value(shape["key"]["shape"], member, depth)
            return {key: self._value(shape["value"]["shape"], member, depth + 1)}
        return self._structure(shape, depth)

    def _structure(self, shape: Shape, depth: int) -> dict[str, Any]:
        required = shape.get("required", ())
        return {
            name: self._value(target["shape"], name, depth + 1)
            for name, target in shape["members"].items()
            if name in required or (depth < DEEPEST and self._random.random() < 0.6)
        }

    def _text(self, shape: Shape, member: str) -> str:
        if member in self._known:
            return str(self._random.choice(self._known[member]))
        fits = matcher(shape.get("pattern", "(?s).*"))
        lengths = range(shape.get("min", 0), shape.get("max", 10_000) + 1)
        fitting = [text for text in TEXTS if len(text) in lengths and fits(text)]
        return str(self._random.choice(fitting)) if fitting else "x" * int(lengths.start)


SCALARS: Final[dict[str, tuple[type, ...]]] = {
    "blob": (str,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "timestamp": (int, float),
}


def faults(name: str, value: Any, path: str) -> Iterator[str]:
    """Where an answer isn't as the model says."""
    shape = MODEL.shapes[name]
    if shape.get("document"):
        return
    if shape["type"] in SCALARS:
        if type(value) not in SCALARS[shape["type"]]:
            yield f"{path} is {type(value).__name__}, not {shape['type']}"
        elif shape["type"] == "string":
            yield from text_faults(name, shape, value, path)
    elif shape["type"] == "structure" and type(value) is dict:
        yield from structure_faults(shape, value, path)
    elif shape["type"] == "list" and type(value) is list:
        for part in value:
            yield from faults(shape["member"]["shape"], part, f"{path}[]")
    elif shape["type"] == "map" and type(value) is dict:
        for part in value.values():
            yield from faults(shape["value"]["shape"], part, f"{path}[]")
    else:
        yield f"{path} is {type(value).__name__}, not {shape['type']}"


def structure_faults(shape: Shape, value: dict[str, Any], path: str) -> Iterator[str]:
    for member, part in value.items():
        if member in shape["members"]:
            yield from faults(shape["members"][member]["shape"], part, f"{path}.{member}")
        else:
            yield f"{path}.{member} is unknown"
    yield from (f"{path}.{one} is missing" for one in shape.get("required", ()) if one not in value)


def text_faults(name: str, shape: Shape, value: str, path: str) -> Iterator[str]:
    if "enum" in shape and value not in shape["enum"]:
        yield f"{path} is {value}, none of {shape['enum']}"
    if "pattern" in shape and not matcher(shape["pattern"])(value):
        yield f"{path} doesn't match {shape['pattern']}"
    if len(value) > shape.get("max", len(value)) and name not in LONGER_THAN_THE_MODEL:
        yield f"{path} is longer than {shape['max']}"


@pytest.mark.parametrize("operation", sorted(MODEL.operations))
def test_an_operation_answers_as_the_model_says_or_refuses(engine: Engine, operation: str) -> None:
    world = World.with_pool(engine)
    world.add_client(GenerateSecret=True)
    world.add_user()
    requests, output = Requests(world, operation), MODEL.output_of(operation)
    for _ in range(REQUESTS):
        try:
            answer = engine.call(operation, requests.of(operation), region=REGION)
        except CognitoError as refusal:
            assert refusal.code.endswith("Exception")  # noqa: PT017 - what is accepted is looked at as well
        else:
            assert list(faults(output, answer, operation) if output else answer) == []
