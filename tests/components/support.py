"""What the component tests share: mocks that remember, and a helper that reads what they were given."""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

ACCOUNT = "123456789012"
API_ID = "a1b2c3d4e5"
POOL_ID = "us-east-1_a1B2c3D4e"
IDENTITY_POOL_UUID = "00000000-0000-4000-8000-000000000000"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"

ARTICLE: dict[str, Any] = {
    "pool_name": "webapp-user-pool",
    "username_attributes": ["email"],
    "domain": {"prefix": "webapp12"},
    "clients": [
        {
            "name": "webapp",
            "generate_secret": True,
            "callback_urls": ["http://localhost:8585"],
            "allowed_oauth_flows": ["code"],
            "allowed_oauth_scopes": ["openid", "email", "profile"],
        }
    ],
}


class Changes(list[tuple[str, dict[str, Any]]]):
    """Operations that change something, with their parameters, in the order in which they were sent."""

    def taken(self) -> list[tuple[str, dict[str, Any]]]:
        """Those since this was last called."""
        taken, self[:] = list(self), []
        return taken


@dataclass
class RecordingMocks(Mocks):
    """Answers as the provider would and remembers every registration; refuses calls that no test planned."""

    region: str = "us-east-1"
    resources: list[MockResourceArgs] = field(default_factory=list)

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        self.resources.append(args)
        match args.typ:
            case "aws:cognito/userPool:UserPool":
                pool = f"{self.region}_a1B2c3D4e"
                return pool, {**args.inputs, "arn": f"arn:aws:cognito-idp:{self.region}:{ACCOUNT}:userpool/{pool}"}
            case "aws:cognito/userPoolClient:UserPoolClient":
                given = {**args.inputs}
                if given.get("generateSecret"):
                    given["clientSecret"] = f"secret-of-{args.name}"
                return client_id(args.name), given
            case "aws:cognito/identityPool:IdentityPool":
                return f"{self.region}:{IDENTITY_POOL_UUID}", dict(args.inputs)
            case "aws:apigatewayv2/api:Api":
                arn, address = f"arn:aws:execute-api:{self.region}:{ACCOUNT}:{API_ID}", f"https://{API_ID}.example.com"
                return API_ID, {**args.inputs, "executionArn": arn, "apiEndpoint": address}
        return f"id-of-{args.name}", dict(args.inputs)

    def call(self, args: MockCallArgs) -> Any:
        raise NotImplementedError(f"no test planned a call of {args.token}")

    def of_type(self, kind: str) -> list[MockResourceArgs]:
        """The registered resources of a type, given by its last part, e.g. `UserPoolClient`."""
        return [resource for resource in self.resources if resource.typ.endswith(f":{kind}")]

    def inputs(self, kind: str, name: str | None = None) -> dict[str, Any]:
        """The plain inputs of the one resource of a type (and name)."""
        (one,) = [r for r in self.of_type(kind) if name is None or r.name == name]
        inputs: dict[str, Any] = plain(one.inputs)
        return inputs


def client_id(name: str) -> str:
    """The id that a client gets from the mocks, by its resource's name."""
    return re.sub(r"\W", "", name)


def plain(value: Any) -> Any:
    """Inputs as Python would write them: whole numbers as int, secrets unwrapped."""
    if isinstance(value, dict):
        if SECRET_SIGNATURE in str(value.get("4dabf18193072939515e22adb298388d", "")):
            return plain(value["value"])
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def pulumi_test(test: Callable[..., Any]) -> Callable[..., None]:
    """`pulumi.runtime.test`, with a type: waits for all that a test registers, and raises what goes wrong there."""
    typed: Callable[..., None] = pulumi.runtime.test(test)
    return typed


async def known(output: pulumi.Output[Any]) -> Any:
    """The value of an Output."""
    return await output.future()


def changed(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy with values put at paths such as `clients[0].callback_urls`; None takes the key away."""
    copy = deepcopy(base)
    for path, value in changes.items():
        *parents, last = [int(part) if part.isdigit() else part for part in re.findall(r"\w+", path)]
        place: Any = copy
        for part in parents:
            place = place.setdefault(part, {}) if isinstance(place, dict) else place[part]
        if value is None:
            del place[last]
        elif isinstance(place, list) and last == len(place):
            place.append(deepcopy(value))
        else:
            place[last] = deepcopy(value)
    return copy
