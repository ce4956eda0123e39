"""How a one-shot's stack has its secrets encrypted: by a data key that its own engine unwraps for Pulumi's CLI.

The engine's side, and why: `local/cognito/control/data_keys.py`.
"""

import base64
import secrets
from typing import Final

from local.cognito.control.names import DATA_KEYS

FOREIGN: Final = (
    "VAULT_TOKEN",
    "VAULT_NAMESPACE",
    "VAULT_AGENT_ADDR",
    "VAULT_PROXY_ADDR",
    "VAULT_HTTP_PROXY",
    "VAULT_CACERT",
    "VAULT_CACERT_BYTES",
    "VAULT_CAPATH",
    "VAULT_CLIENT_CERT",
    "VAULT_CLIENT_KEY",
)
"""What is meant for the user's own Vault."""


def new_stack_encryption() -> dict[str, str]:
    """What the new stack's file says. Secret: whoever has the wrapped key can have it unwrapped."""
    wrapped = f"vault:v1:{secrets.token_urlsafe(32)}"
    return {"secretsprovider": "hashivault://one-shot", "encryptedkey": base64.b64encode(wrapped.encode()).decode()}


def vault_variables(endpoint_url: str) -> dict[str, str]:
    """By which Pulumi's CLI finds the engine's keys."""
    address = f"{endpoint_url}{DATA_KEYS}"
    return {**dict.fromkeys(FOREIGN, ""), "VAULT_ADDR": address, "VAULT_SERVER_URL": address, "VAULT_SERVER_TOKEN": ""}
