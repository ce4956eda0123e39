"""Identity pools."""

from collections.abc import Mapping
from typing import Any, ClassVar

from botocore.model import ServiceModel

from cognito_model.regions import partition_of
from local.provider.operation import IDENTITY_SERVICE, ApiCall, Call, Operation
from local.provider.resource import Identity, OutputContext, Resource, Update
from local.provider.translation import Naming
from local.provider.updates import tag_calls, tags, with_nothing
from local.provider.values import Properties

_KEYS = {"IdentityPoolId": "id"}
_COLLECTIONS = (
    "cognitoIdentityProviders",
    "openidConnectProviderArns",
    "samlProviderArns",
    "supportedLoginProviders",
)


class IdentityPool(Resource):
    """An identity pool."""

    kind = "aws:cognito/identityPool:IdentityPool"
    label = "identity pool"
    service = IDENTITY_SERVICE
    inputs = (
        "allowClassicFlow",
        "allowUnauthenticatedIdentities",
        *_COLLECTIONS,
        "developerProviderName",
        "identityPoolName",
        "tags",
    )
    outputs = ("arn", "tagsAll")
    required = frozenset({"identityPoolName"})
    defaults: ClassVar[Mapping[str, Any]] = {"allowClassicFlow": False, "allowUnauthenticatedIdentities": False}
    separately = frozenset({"tags"})
    naming = Naming(paths={"tags": ("IdentityPoolTags",)})
    identity = Identity(frozenset({"developerProviderName", "identityPoolName"}), member="IdentityPoolId")
    create = Operation("CreateIdentityPool")
    reads = (Operation("DescribeIdentityPool", keys=_KEYS),)
    update = Operation("UpdateIdentityPool", keys=_KEYS, omit=frozenset({"developerProviderName", "tags"}))
    delete = Operation("DeleteIdentityPool", keys=_KEYS)

    def prepared(self, properties: Properties) -> Properties:
        """The official provider always says whether a token is checked."""
        providers = properties.get("cognitoIdentityProviders")
        if not isinstance(providers, list):
            return properties
        return {**properties, "cognitoIdentityProviders": [{"serverSideTokenCheck": False, **p} for p in providers]}

    def update_calls(self, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
        """UpdateIdentityPool says it of each collection where nothing is left; tags go their own way."""
        return [*(with_nothing(call, self, model, _COLLECTIONS) for call in main), *tag_calls(update)]

    def completed(self, properties: Properties, around: OutputContext) -> Properties:
        """Tags, with and without the provider's own."""
        return properties | tags(properties, around)

    def further_reads(self, call: Call, known: Properties, region: str) -> Properties:
        """The ARN, which no operation of the service tells: the account is the caller's."""
        if known.get("arn"):
            return {"arn": known["arn"]}
        account = call(ApiCall("GetCallerIdentity", {}, "sts"))["Account"]
        partition = partition_of(region).id
        return {"arn": f"arn:{partition}:cognito-identity:{region}:{account}:identitypool/{known['id']}"}
