"""Managed login's branding styles, one per app client, as stored configuration."""

import time
import uuid
from collections.abc import Mapping
from typing import Any, Final

from local.former import state
from local.former.errors import CognitoError
from local.former.operations.lookup import client_of, invalid, not_found, pool_of
from local.former.operations.types import Handler, Parameters, Result

BRANDING: Final = "_ManagedLoginBranding"
"""Where an app client has its style: it goes with its client."""
DEFAULT_SETTINGS: Final[Mapping[str, Any]] = {
    "categories": {
        "auth": {
            "authMethodOrder": [
                [{"display": "BUTTON", "type": "FEDERATED"}, {"display": "INPUT", "type": "USERNAME_PASSWORD"}]
            ],
            "federation": {"interfaceStyle": "BUTTON_LIST", "order": []},
        },
        "form": {
            "displayGraphics": True,
            "instructions": {"enabled": False},
            "languageSelector": {"enabled": False},
            "location": {"horizontal": "CENTER", "vertical": "CENTER"},
            "sessionTimerDisplay": "NONE",
        },
        "global": {
            "colorSchemeMode": "LIGHT",
            "pageFooter": {"enabled": False},
            "pageHeader": {"enabled": False},
            "spacingDensity": "REGULAR",
        },
        "signUp": {"acceptanceElements": [{"enforcement": "NONE", "textKey": "en"}]},
    }
}
"""What the default style is arranged like (CreateManagedLoginBranding's example); its colours are left out."""


ONE_SOURCE: Final = "useCognitoProvidedValues or settings should be specified (but not both)"


def create_managed_login_branding(parameters: Parameters) -> Result:
    """CreateManagedLoginBranding: a client has one style, of its own settings or of Cognito's."""
    pool = pool_of(parameters)
    client = client_of(pool, parameters)
    if BRANDING in client:
        raise CognitoError(
            "ManagedLoginBrandingExistsException",
            f"Managed login branding already exists for client {client['ClientId']}.",
        )
    if ("Settings" in parameters) == bool(parameters.get("UseCognitoProvidedValues")):
        raise invalid(ONE_SOURCE)
    now = time.time()
    client[BRANDING] = {
        "ManagedLoginBrandingId": str(uuid.uuid4()),
        "UserPoolId": pool["Id"],
        "UseCognitoProvidedValues": False,
        "Assets": [],
        "CreationDate": now,
        "LastModifiedDate": now,
    }
    _apply(client[BRANDING], parameters)
    return _described(client[BRANDING])


def update_managed_login_branding(parameters: Parameters) -> Result:
    """UpdateManagedLoginBranding: what isn't given stays; an asset replaces the one of its category and colour mode."""
    if "Settings" in parameters and parameters.get("UseCognitoProvidedValues"):
        raise invalid(ONE_SOURCE)
    _client, branding = _branding(parameters)
    _apply(branding, parameters)
    branding["LastModifiedDate"] = time.time()
    return _described(branding)


def describe_managed_login_branding(parameters: Parameters) -> Result:
    """DescribeManagedLoginBranding."""
    _client, branding = _branding(parameters)
    return _described(branding, merged=bool(parameters.get("ReturnMergedResources")))


def describe_managed_login_branding_by_client(parameters: Parameters) -> Result:
    """DescribeManagedLoginBrandingByClient."""
    client = client_of(pool_of(parameters), parameters)
    if BRANDING not in client:
        raise not_found(f"Managed login branding does not exist for client {client['ClientId']}.")
    return _described(client[BRANDING], merged=bool(parameters.get("ReturnMergedResources")))


def delete_managed_login_branding(parameters: Parameters) -> Result:
    """DeleteManagedLoginBranding."""
    client, _found = _branding(parameters)
    del client[BRANDING]
    return {}


def _apply(branding: dict[str, Any], parameters: Parameters) -> None:
    if parameters.get("UseCognitoProvidedValues"):
        branding |= {"UseCognitoProvidedValues": True, "Assets": []}
        branding.pop("Settings", None)
    if "Settings" in parameters:
        branding |= {"UseCognitoProvidedValues": False, "Settings": parameters["Settings"]}
    assets = {(asset["Category"], asset["ColorMode"]): asset for asset in branding["Assets"]}
    assets |= {(asset["Category"], asset["ColorMode"]): asset for asset in parameters.get("Assets") or ()}
    branding["Assets"] = list(assets.values())


def _branding(parameters: Parameters) -> tuple[state.Client, dict[str, Any]]:
    branding_id = parameters.get("ManagedLoginBrandingId")
    for client in pool_of(parameters)["_clients"].values():
        if client.get(BRANDING, {}).get("ManagedLoginBrandingId") == branding_id:
            return client, client[BRANDING]
    raise not_found(f"Managed login branding {branding_id} does not exist.")


def _described(branding: Mapping[str, Any], *, merged: bool = False) -> Result:
    described = dict(branding)
    if merged:
        described["Settings"] = _merged(DEFAULT_SETTINGS, branding.get("Settings") or {})
    return {"ManagedLoginBranding": described}


def _merged(default: Any, own: Any) -> Any:
    """Own settings over default ones, object by object."""
    if not (isinstance(default, Mapping) and isinstance(own, Mapping)):
        return own
    return {**default, **{key: _merged(default[key], value) if key in default else value for key, value in own.items()}}


ADDED: Final[Mapping[str, Handler]] = {
    "CreateManagedLoginBranding": create_managed_login_branding,
    "UpdateManagedLoginBranding": update_managed_login_branding,
    "DescribeManagedLoginBranding": describe_managed_login_branding,
    "DescribeManagedLoginBrandingByClient": describe_managed_login_branding_by_client,
    "DeleteManagedLoginBranding": delete_managed_login_branding,
}
