"""Messages about app clients that an application in a browser can't use."""

from automation.environment import AppClient


def has_secret(client: AppClient, library: str) -> str:
    """Why a library can't use a confidential client."""
    return (
        f"{library} can't sign in at the app client {client.name}, because the client has a secret and a browser "
        "can't keep one. Choose a client without a secret with --client, or configure one with `generate_secret: "
        "false`."
    )


def for_programs(client: AppClient) -> str:
    """Why nobody signs in at a machine client."""
    return f"The app client {client.name} is for programs: users can't sign in at it. Choose another with --client."
