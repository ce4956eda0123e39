"""What goes wrong between a pool and an identity provider."""

from collections.abc import Mapping


class FederationError(Exception):
    """A provider's answer isn't accepted, or the provider can't be asked; the text is for a person."""


class ProviderRefusedError(Exception):
    """The provider says no in so many words: the application is told (RFC 6749 section 4.1.2.1)."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.description = description


def refused_answer(answer: Mapping[str, object]) -> ProviderRefusedError:
    """The refusal in an authorization response or a token response."""
    return ProviderRefusedError(str(answer.get("error"))[:100], str(answer.get("error_description") or "")[:500])
