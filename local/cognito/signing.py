"""Requests to the engine, signed as AWS's SDKs sign them (Signature Version 4), without an SDK."""

import time
from dataclasses import replace
from typing import Final

from local.cognito.signature import ALGORITHM, TERMINATOR, Claim, Request, signature_of
from local.credentials import Credentials

REGION: Final = "us-east-1"
"""Where the service has none."""


def signed_headers(
    request: Request, credentials: Credentials, service: str, *, region: str = REGION, now: float | None = None
) -> dict[str, str]:
    """A request's headers with those that sign it; `host` has to be among them."""
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() if now is None else now))
    signed = {**dict(request.headers), "x-amz-date": moment}
    names = tuple(sorted(signed))
    claim = Claim(credentials.access_key, moment[:8], region, service, names, "", moment)
    signature = signature_of(replace(request, headers=list(signed.items())), claim, credentials.secret_key)
    scope = f"{credentials.access_key}/{claim.date}/{region}/{service}/{TERMINATOR}"
    authorization = f"{ALGORITHM} Credential={scope}, SignedHeaders={';'.join(names)}, Signature={signature}"
    return {**signed, "authorization": authorization}
