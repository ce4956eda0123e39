"""App clients that no application in a browser can be given, in words."""

from automation.environment import AppClient


def has_secret(client: AppClient, library: str) -> str:
    """Why a library can't use a confidential client."""
    return (
        f"The app client {client.name} has a secret, with which {library} can't sign anybody in: a browser keeps none. "
        "Choose a client without one with --client, or configure one with `generate_secret: false`."
    )


def for_programs(client: AppClient) -> str:
    """Why nobody signs in at a machine client."""
    return (
        f"The app client {client.name} is for programs: nobody signs in there. Choose one that people sign in at with "
        "--client."
    )
