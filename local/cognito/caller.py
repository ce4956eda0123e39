"""Who calls: whoever signs with the engine's own key, or, where no signature is asked for, the engine's own user."""

import re
from dataclasses import dataclass, field
from typing import Final

from cognito_model.model import Service, service_model
from local.cognito.errors import CognitoError
from local.cognito.settings import EngineSettings
from local.cognito.signature import Request, SignatureError, Verifier, claim_of

PRIVATE: Final = "The engine only answers this to programs of its own user. Sign the request with the engine's key."
PUBLIC_DOCUMENT: Final = re.compile(r"(/[^/]+)?/\.well-known/[^/]+")
"""JWKS, discovery: what anybody may read, as on AWS."""


def is_public_document(path: str) -> bool:
    """Whether what a path names is for anybody, other users of the machine included."""
    return PUBLIC_DOCUMENT.fullmatch(path) is not None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request is from."""

    region: str
    """That of the signature's scope; empty for an unsigned request."""
    service: str
    """Likewise: `cognito-idp`, `sts` ..."""
    is_presigned: bool = False
    """Whether the signature stands in the address, which pages of others may have their visitors follow."""

    @property
    def is_signed(self) -> bool:
        """Whether the engine's own key has signed the request."""
        return bool(self.region)


UNSIGNED: Final = Caller("", "")


BY_CLIENT_SECRET: Final = frozenset({"GetClientToken", "GetDerivedToken"})
"""What an app client calls with its own secret: IAM has no say by their documentation, whatever the model says."""


@dataclass(frozen=True)
class CallerPolicy:
    """Who may call what."""

    settings: EngineSettings
    verifier: Verifier = field(repr=False)

    def caller_of(self, request: Request) -> Caller:
        """Who signed a request. Raises CognitoError for a signature that isn't the engine's key's."""
        try:
            claim = claim_of(request)
            if claim is None:
                return UNSIGNED
            self.verifier.verify(request, claim)
        except SignatureError as error:
            raise CognitoError(error.code, error.message) from error
        return Caller(claim.region, claim.service, claim.valid_s is not None)

    def check_operation(self, caller: Caller, service: Service, operation: str, *, own_user: bool) -> None:
        """Raise CognitoError where a caller may not call an operation; `own_user`: the peer is the engine's user."""
        if caller.is_signed:
            return
        if not service_model(service).is_public(operation) and operation not in BY_CLIENT_SECRET:
            raise CognitoError("MissingAuthenticationTokenException", "Missing Authentication Token")
        self.check_user(own_user=own_user)

    def check_user(self, *, own_user: bool) -> None:
        """Raise CognitoError where what has no signature doesn't answer a peer's user."""
        if not (own_user or self.settings.allow_other_users):
            raise CognitoError("AccessDeniedException", PRIVATE, 403)
