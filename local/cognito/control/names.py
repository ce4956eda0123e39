"""What the control interface and its clients call it."""

from typing import Final

ROOT: Final = "/_engine/"
HEALTH: Final = f"{ROOT}health"
"""Answered without a signature: whether the engine does its work."""
DATA_KEYS: Final = f"{ROOT}vault"
"""Where Pulumi's CLI has the data keys of stacks unwrapped."""
MAX_EVENTS: Final = 1200
"""In one answer: as many as are kept."""
SERVICE: Final = "local-engine"
"""What a signature is for. One for an operation of Cognito's opens nothing here, and the other way round."""
