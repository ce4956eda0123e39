"""The look of managed login's pages, one for each client."""

from collections.abc import Iterator
from typing import Any

from botocore.model import ServiceModel

from local.provider.errors import NOT_FOUND, ApiError
from local.provider.operation import ApiCall, Call, Operation
from local.provider.resource import Identity, Import, OutputContext, Resource, Update
from local.provider.resources.user_pool_client import clients_of_pool
from local.provider.translation import Naming
from local.provider.updates import without
from local.provider.values import Properties

_KEYS = {"ManagedLoginBrandingId": "id", "UserPoolId": "userPoolId"}
_INPUTS = ("assets", "clientId", "settings", "useCognitoProvidedValues", "userPoolId")


class ManagedLoginBranding(Resource):
    """A client's one style. An update would add assets instead of replacing them."""

    kind = "aws:cognito/managedLoginBranding:ManagedLoginBranding"
    label = "managed login branding"
    inputs = _INPUTS
    outputs = ("managedLoginBrandingId", "settingsAll")
    required = frozenset({"clientId", "userPoolId"})
    computed = frozenset({"assets.resourceId", "useCognitoProvidedValues"})
    replacing = frozenset({"assets"})
    json_texts = frozenset({"settings"})
    naming = Naming(paths={"settingsAll": ("Settings",)})
    identity = Identity(
        frozenset({"clientId", "userPoolId"}),
        member="ManagedLoginBrandingId",
        imported=Import(("userPoolId", "id"), ","),
    )
    create = Operation("CreateManagedLoginBranding", result="ManagedLoginBranding", omit=frozenset({"settingsAll"}))
    reads = (
        Operation(
            "DescribeManagedLoginBranding",
            keys=_KEYS,
            result="ManagedLoginBranding",
            omit=frozenset({"settingsAll"}),
            fixed={"ReturnMergedResources": False},
        ),
        Operation(
            "DescribeManagedLoginBranding",
            keys=_KEYS,
            result="ManagedLoginBranding",
            omit=frozenset({*_INPUTS, "managedLoginBrandingId"}),
            fixed={"ReturnMergedResources": True},
        ),
    )
    update = Operation("UpdateManagedLoginBranding", keys=_KEYS)
    delete = Operation("DeleteManagedLoginBranding", keys=_KEYS)
    delete_before_replace = True

    def mistakes(self, inputs: Properties) -> Iterator[tuple[str, str]]:
        """It has settings, or is Cognito's own."""
        if len({"settings", "useCognitoProvidedValues"} & inputs.keys()) != 1:
            yield "settings", "or useCognitoProvidedValues must be given, but not both"

    def update_calls(self, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
        """Settings only where they change; they are never given together with `UseCognitoProvidedValues`."""
        del model
        new_settings = "settings" in update.changed and "settings" in update.new
        return [without(call, ["UseCognitoProvidedValues" if new_settings else "Settings"]) for call in main]

    def completed(self, properties: Properties, around: OutputContext) -> Properties:
        """Cognito's own look has no settings, though it may be answered with empty ones."""
        del around
        if properties.get("useCognitoProvidedValues") and properties.get("settings") == "{}":
            return {name: value for name, value in properties.items() if name != "settings"}
        return properties

    def further_reads(self, call: Call, known: Properties, region: str) -> Properties:
        """The client that the style belongs to, which only asking for each client's style tells."""
        del region
        if "clientId" in known:
            return {"clientId": known["clientId"]}
        for client in clients_of_pool(call, known["userPoolId"]):
            keys = {"ClientId": client["ClientId"], "UserPoolId": known["userPoolId"]}
            if _style_of(call, keys) == known["managedLoginBrandingId"]:
                return {"clientId": client["ClientId"]}
        return {}


def _style_of(call: Call, client: dict[str, Any]) -> object:
    try:
        found = call(ApiCall("DescribeManagedLoginBrandingByClient", client))
    except ApiError as error:
        if error.code in NOT_FOUND:
            return None
        raise
    return found["ManagedLoginBranding"].get("ManagedLoginBrandingId")
