"""The newest service models that are installed: botocore's data, read without botocore."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeAlias

from cognito_model.botocore_data import botocore_data

Shape: TypeAlias = Mapping[str, Any]
"""A shape of a service model: `type`, and `members`, `pattern`, `enum`, `max`, `min` ... where it has them."""


@dataclass(frozen=True)
class Service:
    """A service of AWS."""

    name: str
    """As botocore names it, and as a signature's credential scope does."""
    version: str
    """Of its API: a date."""
    target_prefix: str
    """What stands before the operation in `X-Amz-Target`."""


USER_POOLS: Final = Service("cognito-idp", "2016-04-18", "AWSCognitoIdentityProviderService")
IDENTITY_POOLS: Final = Service("cognito-identity", "2014-06-30", "AWSCognitoIdentityService")


class ServiceModel:
    """Operations and shapes of a service."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        """`content` is that of a `service-2.json`."""
        self.operations: Mapping[str, Any] = content["operations"]
        self.shapes: Mapping[str, Shape] = content["shapes"]

    def input_of(self, operation: str) -> str | None:
        """The name of the shape that an operation takes; None where it isn't known or takes nothing."""
        known = self.operations.get(operation)
        return str(known["input"]["shape"]) if known and "input" in known else None

    def output_of(self, operation: str) -> str | None:
        """The name of the shape that an operation answers with; None where it isn't known or has no answer."""
        known = self.operations.get(operation)
        return str(known["output"]["shape"]) if known and "output" in known else None

    def is_public(self, operation: str) -> bool:
        """Whether an operation needs no signature (`authtype: none`)."""
        return bool(self.operations.get(operation, {}).get("authtype") == "none")

    def members_of(self, shape: str) -> Mapping[str, Any]:
        """The members of a structure, by name; empty for other shapes."""
        members: Mapping[str, Any] = self.shapes[shape].get("members", {})
        return members


@cache
def service_model(service: Service) -> ServiceModel:
    """A service's model as the installed botocore has it. Raises FileNotFoundError where it has none."""
    # botocore's own loader would do, but importing it takes twenty times as long as reading this one file.
    with gzip.open(botocore_data() / service.name / service.version / "service-2.json.gz") as file:
        return ServiceModel(json.load(file))
