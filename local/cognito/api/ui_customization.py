"""How the classic hosted UI looks: style sheet and logo, of a pool or of one of its app clients."""

import base64
import time
from collections.abc import Mapping
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient, UserPool

EVERY_CLIENT: Final = "ALL"
IMAGE: Final = "ImageFile"
"""In a record: the logo's bytes in base64, which are not answered."""


def set_ui_customization(call: Call) -> JsonObject:
    """SetUICustomization: for an app client, or for all that have none of their own. What was there is replaced."""
    owner = _owner(call)
    now, former = call.moment, owner.ui_customization or {}
    version = time.strftime("%Y%m%d%H%M%S", time.gmtime(now))
    client_id = owner.id if isinstance(owner, AppClient) else EVERY_CLIENT
    image = call.get(IMAGE)
    address = f"{call.engine.settings.endpoint_url}/{call.pool.id}/{client_id}/{version}/assets/images/image.jpg"
    owner.ui_customization = {
        "UserPoolId": call.pool.id,
        "ClientId": client_id,
        **({"ImageUrl": address, IMAGE: image} if image else {}),
        **({"CSS": call["CSS"]} if call.get("CSS") else {}),
        "CSSVersion": version,
        "LastModifiedDate": now,
        "CreationDate": former.get("CreationDate", now),
    }
    call.save(owner)
    return {"UICustomization": _described(owner.ui_customization)}


def get_ui_customization(call: Call) -> JsonObject:
    """GetUICustomization: a client's own, or the pool's; nothing where there is neither."""
    found = _owner(call).ui_customization or call.pool.ui_customization
    return {"UICustomization": _described(found or {})}


def image_of(owner: UserPool | AppClient) -> bytes | None:
    """The logo, for the pages that show it; None where there is none."""
    found = (owner.ui_customization or {}).get(IMAGE)
    return base64.b64decode(found) if found else None


def _owner(call: Call) -> UserPool | AppClient:
    return call.pool if call.get("ClientId", EVERY_CLIENT) == EVERY_CLIENT else call.client


def _described(customization: JsonObject) -> JsonObject:
    return {name: value for name, value in customization.items() if name != IMAGE}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "SetUICustomization": set_ui_customization,
    "GetUICustomization": get_ui_customization,
}
