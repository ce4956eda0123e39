"""Resource servers: the scopes of an API of one's own."""

from local.provider.operation import Operation
from local.provider.resource import Identity, Import, OutputContext, Resource
from local.provider.values import Properties

_KEYS = {"Identifier": "identifier", "UserPoolId": "userPoolId"}


class ResourceServer(Resource):
    """A resource server. A pool has its identifier only once."""

    kind = "aws:cognito/resourceServer:ResourceServer"
    label = "resource server"
    inputs = ("identifier", "name", "scopes", "userPoolId")
    outputs = ("scopeIdentifiers",)
    required = frozenset({"identifier", "userPoolId"})
    autonamed = True
    identity = Identity(
        frozenset({"identifier", "userPoolId"}),
        template="{userPoolId}|{identifier}",
        imported=Import(("userPoolId", "identifier"), "|"),
    )
    create = Operation("CreateResourceServer", result="ResourceServer")
    reads = (Operation("DescribeResourceServer", keys=_KEYS, result="ResourceServer"),)
    update = Operation("UpdateResourceServer", keys=_KEYS, result="ResourceServer")
    delete = Operation("DeleteResourceServer", keys=_KEYS)
    create_answers_all = True
    delete_before_replace = True

    def completed(self, properties: Properties, around: OutputContext) -> Properties:
        """The scopes as clients name them."""
        del around
        identifier = properties.get("identifier")
        scopes = sorted(f"{identifier}/{scope['scopeName']}" for scope in properties.get("scopes", []))
        return {**properties, "scopeIdentifiers": scopes}
