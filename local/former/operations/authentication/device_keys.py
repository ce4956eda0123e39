"""Which devices a pool's users have, and what identifies them ("Working with user devices in your user pool")."""

import base64
import hashlib
import uuid
from typing import Any, Final

from local.former.errors import CognitoError
from local.former.state import Pool, User

KEY: Final = "_Devices"


def tracks(pool: Pool) -> bool:
    """Whether the pool remembers devices: any DeviceConfiguration turns it on."""
    return bool(pool.get("DeviceConfiguration"))


def new(pool: Pool) -> str:
    """A device key for a device that isn't known yet."""
    return f"{pool['Id'].split('_')[0]}_{uuid.uuid4()}"


def group(device_key: str) -> str:
    """The group key that belongs to a device key; the two go into the device's proofs."""
    return f"-{base64.b32encode(hashlib.sha256(device_key.encode()).digest()).decode()[:8].lower()}"


def devices(user: User) -> dict[str, dict[str, Any]]:
    """A user's confirmed devices by key."""
    found: dict[str, dict[str, Any]] = user.setdefault(KEY, {})
    return found


def device(user: User, key: Any) -> dict[str, Any]:
    """A confirmed device. Raises CognitoError."""
    if key not in devices(user):
        raise CognitoError("ResourceNotFoundException", "Device does not exist.")
    return devices(user)[key]


def remembered(pool: Pool, user: User, key: str) -> dict[str, Any] | None:
    """The remembered device of a key; None where none was named or the pool doesn't track any.

    Raises CognitoError for a key that the user doesn't have.
    """
    if not key or not tracks(pool):
        return None
    found = device(user, key)
    return found if found["remembered"] else None
