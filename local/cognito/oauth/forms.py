"""The parameters of a request: of its form, and, as Cognito's endpoints read them too, of its address."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from local.cognito.oauth.answers import OAuthError

FORM: Final = "application/x-www-form-urlencoded"
MAX_FIELDS: Final = 100


def parameters(query: bytes, body: bytes, content_type: str) -> Mapping[str, str]:
    """Every parameter by name. Raises OAuthError.

    None may come twice (RFC 6749 section 3.2), not in the form and in the address either.
    """
    if body and content_type.partition(";")[0].strip().lower() != FORM:
        raise OAuthError("invalid_request")
    found: dict[str, str] = {}
    for part in (query, body):
        try:
            pairs = parse_qsl(part.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
        except ValueError as error:  # too many, or no UTF-8
            raise OAuthError("invalid_request") from error
        for name, value in pairs:
            if name in found:
                raise OAuthError("invalid_request")
            found[name] = value
    return found
