"""What can go wrong in the provider, as one paragraph for the person who reads it. Nothing here ever holds a secret."""

import re
from collections.abc import Mapping

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

NOT_FOUND = frozenset({"ResourceNotFoundException", "UserNotFoundException"})
"""The codes with which Cognito says that there is no such thing."""
API_GATEWAY = "aws:apigatewayv2/"
_VALIDATED_MEMBER = re.compile(r"\bat '([A-Za-z][\w.]*)' failed")
_OUTCOME_KNOWN = (EndpointConnectionError, ConnectTimeoutError)


class ProviderError(Exception):
    """A request of the engine that can't be fulfilled; its text is the whole message."""

    outcome_known = True
    """Whether it is certain that nothing happened. Pulumi keeps an operation as pending where it isn't."""


class UnavailableError(ProviderError):
    """A resource or function that the local target doesn't have."""

    def __init__(self, token: str) -> None:
        advice = "; deploy with --target aws"
        if token.startswith(API_GATEWAY):
            advice += (
                ". To apply API Gateway's rules to a back end on this machine: python automation/run.py local gateway"
            )
        super().__init__(f"{python_name(token)} is not available on the local target{advice}")


class RequestError(ProviderError):
    """An AWS operation failed; the text says on which resource, why, and on which property where that is known."""

    def __init__(self, text: str, *, outcome_known: bool) -> None:
        super().__init__(text)
        self.outcome_known = outcome_known


class CancelledError(ProviderError):
    """The engine cancelled its operation before this request was through."""

    def __init__(self, doing: str) -> None:
        super().__init__(f"{doing} was cancelled")


class ApiError(ProviderError):
    """An AWS operation was refused or not answered.

    `code` is the service's own (`InvalidParameterException`), or botocore's exception name where there was no answer.
    """

    def __init__(self, operation: str, code: str, message: str, *, outcome_known: bool = True) -> None:
        super().__init__(f"{operation}: {code}: {message}")
        self.operation = operation
        self.code = code
        self.message = message
        self.outcome_known = outcome_known

    @classmethod
    def from_botocore(cls, operation: str, error: ClientError | BotoCoreError) -> "ApiError":
        """The same failure in our terms. Only a value of a wrong type would be quoted, and translation leaves none."""
        if isinstance(error, ClientError):
            details = error.response.get("Error", {})
            return cls(operation, details.get("Code", "UnknownError"), details.get("Message", "no message"))
        known = isinstance(error, _OUTCOME_KNOWN) or not _was_sent(error)
        return cls(operation, type(error).__name__, " ".join(str(error).split()), outcome_known=known)

    @property
    def member_path(self) -> str | None:
        """The API member that Cognito's message names (`… at 'policies.passwordPolicy.minimumLength' failed …`)."""
        found = _VALIDATED_MEMBER.search(self.message)
        return found.group(1) if found else None


class InitFailedError(ProviderError):
    """The resource exists but isn't finished. It goes into the state, together with the reason.

    See `ErrorResourceInitFailed` in Pulumi's provider protocol.
    """

    def __init__(
        self, reason: str, resource_id: str, properties: Mapping[str, object], secrets: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(reason)
        self.resource_id = resource_id
        self.properties = dict(properties)
        self.secrets = secrets


def python_name(token: str) -> str:
    """`aws:s3/bucket:Bucket` as people write it: `aws.s3.Bucket`; functions in snake case, `aws.ec2.get_ami`."""
    package, _, rest = token.partition(":")
    module, _, name = rest.partition(":")
    module = module.partition("/")[0]
    name = name or module
    if name[:1].islower():
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return ".".join(part for part in (package, "" if module == "index" else module, name) if part)


def _was_sent(error: BotoCoreError) -> bool:
    """Connection and read failures leave open what the server did; everything else fails before sending."""
    return type(error).__name__ in {
        "ReadTimeoutError",
        "ConnectionClosedError",
        "ResponseStreamingError",
        "HTTPClientError",
    }
