"""What the control interface and its clients call it."""

from typing import Final

ROOT: Final = "/_engine/"
SERVICE: Final = "local-engine"
"""What a signature is for. One for an operation of Cognito's opens nothing here, and the other way round."""
