"""What an engine is told when it starts."""

from dataclasses import dataclass, field
from pathlib import Path

from local.credentials import Credentials


@dataclass(frozen=True)
class EngineSettings:
    """An engine's settings."""

    credentials: Credentials
    """The engine's own: whoever signs with them may do everything."""
    endpoint_url: str = "http://127.0.0.1:0"
    """Where it answers, without a slash at its end."""
    state_folder: Path | None = None
    """Where its state outlives it; None for one that keeps nothing."""
    snapshot_folder: Path | None = None
    """Where its snapshots are; None for a folder in the state's, or for none where it keeps nothing."""
    issuer_is_local: bool = False
    """Whether tokens' `iss` and discovery are the engine's own address instead of AWS's."""
    quotas: bool = False
    """Whether Cognito's request quotas are enforced."""
    allow_other_users: bool = False
    """Whether what has no signature answers other users of the machine too."""
    tls: bool = False
    """Whether it speaks https, with a certificate of an authority of its own."""
    client_metadata_files: dict[str, Path] = field(default_factory=dict)
    """Files that stand for client metadata documents, by their https address."""
    lambda_endpoint_url: str = ""
    """Where triggers without a local function are invoked (AWS_ENDPOINT_URL_LAMBDA); empty for nowhere."""
