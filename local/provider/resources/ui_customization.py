"""The look of the classic hosted UI, of a client or of all clients of a pool."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from local.provider.operation import Operation
from local.provider.resource import Identity, Import, Resource
from local.provider.values import Properties

_KEYS = {"ClientId": "clientId", "UserPoolId": "userPoolId"}


class UserPoolUICustomization(Resource):
    """A style sheet and a logo."""

    kind = "aws:cognito/userPoolUICustomization:UserPoolUICustomization"
    label = "user pool UI customization"
    inputs = ("clientId", "css", "imageFile", "userPoolId")
    outputs = ("creationDate", "cssVersion", "imageUrl", "lastModifiedDate")
    required = frozenset({"userPoolId"})
    defaults: ClassVar[Mapping[str, Any]] = {"clientId": "ALL"}
    write_only = frozenset({"imageFile"})
    identity = Identity(
        frozenset({"clientId", "userPoolId"}),
        template="{userPoolId},{clientId}",
        imported=Import(("userPoolId", "clientId"), ","),
    )
    create = Operation("SetUICustomization", result="UICustomization")
    reads = (Operation("GetUICustomization", keys=_KEYS, result="UICustomization"),)
    update = Operation("SetUICustomization", keys=_KEYS, result="UICustomization")
    delete = Operation("SetUICustomization", keys=_KEYS)

    def mistakes(self, inputs: Properties) -> Iterator[tuple[str, str]]:
        """It is a style sheet, a logo, or both."""
        if not {"css", "imageFile"} & inputs.keys():
            yield "css", "or imageFile must be given"

    def exists(self, answer: Mapping[str, Any], properties: Properties) -> bool:
        """A client without one of its own is answered with the pool's, and where there is none with an empty one."""
        own = answer.get("ClientId") == properties["clientId"]
        return own and bool(answer.get("CSS") or answer.get("ImageUrl") or properties.get("imageFile"))
