"""The look of the sign-in pages: the classic hosted UI's customization, and managed login's branding."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.model import ServiceModel

from local.provider.errors import NOT_FOUND, ApiError
from local.provider.resource import ApiCall, Around, Call, Operation, Resource, Update
from local.provider.translation import Naming
from local.provider.user_pool_client import clients_of_pool
from local.provider.values import Properties

_UI_KEYS = {"ClientId": "clientId", "UserPoolId": "userPoolId"}
_BRANDING_KEYS = {"ManagedLoginBrandingId": "id", "UserPoolId": "userPoolId"}


def _css_or_image(inputs: Properties) -> Iterator[tuple[str, str]]:
    if not {"css", "imageFile"} & inputs.keys():
        yield "css", "or imageFile must be given"


def _is_customized(answer: Mapping[str, Any], known: Properties) -> bool:
    """A client without a customization of its own is answered with the pool's; one without any with an empty one."""
    own = answer.get("ClientId") == known["clientId"]
    return own and bool(answer.get("CSS") or answer.get("ImageUrl") or known.get("imageFile"))


USER_POOL_UI_CUSTOMIZATION = Resource(
    kind="aws:cognito/userPoolUICustomization:UserPoolUICustomization",
    label="user pool UI customization",
    inputs=("clientId", "css", "imageFile", "userPoolId"),
    outputs=("creationDate", "cssVersion", "imageUrl", "lastModifiedDate"),
    required=frozenset({"userPoolId"}),
    defaults={"clientId": "ALL"},
    identity=frozenset({"clientId", "userPoolId"}),
    write_only=frozenset({"imageFile"}),
    rules=_css_or_image,
    create=Operation("SetUICustomization", result="UICustomization"),
    reads=(Operation("GetUICustomization", keys=_UI_KEYS, result="UICustomization"),),
    update=Operation("SetUICustomization", keys=_UI_KEYS, result="UICustomization"),
    delete=Operation("SetUICustomization", keys=_UI_KEYS),
    id_from="{userPoolId},{clientId}",
    import_names=("userPoolId", "clientId"),
    import_separator=",",
    exists=_is_customized,
)


def _settings_or_cognitos(inputs: Properties) -> Iterator[tuple[str, str]]:
    if len({"settings", "useCognitoProvidedValues"} & inputs.keys()) != 1:
        yield "settings", "or useCognitoProvidedValues must be given, and not both"


def _only_new_settings(_resource: Resource, _model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
    """Settings only where they change; they are never given together with `UseCognitoProvidedValues`."""
    unwanted = "UseCognitoProvidedValues" if "settings" in update.changed and "settings" in update.new else "Settings"
    return [
        ApiCall(call.operation, {name: value for name, value in call.parameters.items() if name != unwanted})
        for call in main
    ]


def _settings_or_none(properties: Properties, _answer: Mapping[str, Any], _around: Around) -> Properties:
    """Cognito's own look has no settings, though it may be answered with empty ones."""
    if properties.get("useCognitoProvidedValues") and properties.get("settings") == "{}":
        return {name: value for name, value in properties.items() if name != "settings"}
    return properties


def _client_of_branding(call: Call, known: Properties, _region: str) -> Properties:
    """The client that the branding belongs to, which only asking for each client's branding tells."""
    if "clientId" in known:
        return {"clientId": known["clientId"]}
    for client in clients_of_pool(call, known["userPoolId"]):
        keys = {"ClientId": client["ClientId"], "UserPoolId": known["userPoolId"]}
        if _branding_of(call, keys) == known["managedLoginBrandingId"]:
            return {"clientId": client["ClientId"]}
    return {}


def _branding_of(call: Call, client: dict[str, Any]) -> object:
    try:
        found = call(ApiCall("DescribeManagedLoginBrandingByClient", client))
    except ApiError as error:
        if error.code in NOT_FOUND:
            return None
        raise
    return found["ManagedLoginBranding"].get("ManagedLoginBrandingId")


_BRANDING_INPUTS = ("assets", "clientId", "settings", "useCognitoProvidedValues", "userPoolId")

MANAGED_LOGIN_BRANDING = Resource(
    kind="aws:cognito/managedLoginBranding:ManagedLoginBranding",
    label="managed login branding",
    inputs=_BRANDING_INPUTS,
    outputs=("managedLoginBrandingId", "settingsAll"),
    required=frozenset({"clientId", "userPoolId"}),
    computed=frozenset({"assets.resourceId", "useCognitoProvidedValues"}),
    identity=frozenset({"clientId", "userPoolId"}),
    json_texts=frozenset({"settings"}),
    naming=Naming(paths={"settingsAll": ("Settings",)}),
    rules=_settings_or_cognitos,
    create=Operation("CreateManagedLoginBranding", result="ManagedLoginBranding", omit=frozenset({"settingsAll"})),
    reads=(
        Operation(
            "DescribeManagedLoginBranding",
            keys=_BRANDING_KEYS,
            result="ManagedLoginBranding",
            omit=frozenset({"settingsAll"}),
            fixed={"ReturnMergedResources": False},
        ),
        Operation(
            "DescribeManagedLoginBranding",
            keys=_BRANDING_KEYS,
            result="ManagedLoginBranding",
            omit=frozenset({*_BRANDING_INPUTS, "managedLoginBrandingId"}),
            fixed={"ReturnMergedResources": True},
        ),
    ),
    update=Operation("UpdateManagedLoginBranding", keys=_BRANDING_KEYS),
    delete=Operation("DeleteManagedLoginBranding", keys=_BRANDING_KEYS),
    id_from="ManagedLoginBrandingId",
    import_names=("userPoolId", "id"),
    import_separator=",",
    # A client has one branding; and an update would add assets instead of replacing them.
    delete_before_replace=True,
    needs_replacement=lambda _wanted, _actual: frozenset({"assets"}),
    update_steps=_only_new_settings,
    complete=_settings_or_none,
    find_out=_client_of_branding,
)
