"""Why a client metadata document isn't accepted."""


class ClientMetadataError(Exception):
    """One paragraph: what is wrong with a client's address or document, and what would be right."""
