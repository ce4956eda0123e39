"""The certificate of the key with which a user pool signs SAML requests."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.json_types import JsonObject


def get_signing_certificate(call: Call) -> JsonObject:
    """GetSigningCertificate: self-signed, valid for ten years, DER in base64, the same at every call."""
    from local.cognito.tokens.certificates import certificate

    return {"Certificate": certificate(call.engine, call.pool, "saml")}


OPERATIONS: Final[Mapping[str, Handler]] = {"GetSigningCertificate": get_signing_certificate}
