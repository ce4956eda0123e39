"""The session tags that an identity provider's claims become in an identity pool."""

from collections.abc import Mapping
from typing import Any, ClassVar

from botocore.model import ServiceModel

from local.provider.operation import IDENTITY_SERVICE, ApiCall, Operation
from local.provider.resource import Identity, Import, Resource, Update
from local.provider.updates import with_nothing
from local.provider.values import Properties

_KEYS = {"IdentityPoolId": "identityPoolId", "IdentityProviderName": "identityProviderName"}


class IdentityPoolProviderPrincipalTag(Resource):
    """One provider's tags."""

    kind = "aws:cognito/identityPoolProviderPrincipalTag:IdentityPoolProviderPrincipalTag"
    label = "identity pool provider principal tag"
    service = IDENTITY_SERVICE
    inputs = ("identityPoolId", "identityProviderName", "principalTags", "useDefaults")
    required = frozenset({"identityPoolId", "identityProviderName"})
    defaults: ClassVar[Mapping[str, Any]] = {"useDefaults": True}
    identity = Identity(
        frozenset({"identityPoolId", "identityProviderName"}),
        template="{identityPoolId}:{identityProviderName}",
        imported=Import(
            ("identityPoolId", "identityProviderName"),
            ":",
            r"(?P<identityPoolId>[\w-]+:[0-9a-f-]+):(?P<identityProviderName>\S+)",
        ),
    )
    create = Operation("SetPrincipalTagAttributeMap")
    reads = (Operation("GetPrincipalTagAttributeMap", keys=_KEYS),)
    update = Operation("SetPrincipalTagAttributeMap", keys=_KEYS)
    delete = Operation("SetPrincipalTagAttributeMap", keys=_KEYS, fixed={"UseDefaults": True, "PrincipalTags": {}})

    def prepared(self, properties: Properties) -> Properties:
        """A "no" goes without saying, except in an update."""
        return {name: value for name, value in properties.items() if name != "useDefaults" or value}

    def update_calls(self, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
        """An update says all of it."""
        del update
        return [with_nothing(call, self, model, ["principalTags", "useDefaults"]) for call in main]
