"""One spelling of a Pulumi backend's address.

Standard library only, and little of it: `token` asks before anything else is imported.
"""


def plain_backend(url: str) -> str:
    """The same backend's address without the slash that it may end in."""
    return url.rstrip("/")
