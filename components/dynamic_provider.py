"""What the providers of the component's dynamic resources have in common: how they reach Cognito.

Pulumi starts a process of its own for dynamic resources, which finds a provider by its module's name: a stack's state
holds no code. Providers have no state but what Pulumi's configuration says of AWS, which that process is given.
"""

from collections.abc import Mapping
from typing import Any, Final

from pulumi.dynamic import ConfigureRequest, ResourceProvider

from cognito_model.regions import region_of_pool
from components.aws_session import aws_configuration, cognito_client

POOL: Final = "user_pool_id"
CLIENT: Final = "client_id"
"""The inputs that say what a resource is about."""


class CognitoProvider(ResourceProvider):
    """A provider that calls Cognito, in the region of the pool that it is about."""

    serialize_as_secret_always = False
    _get: Any = staticmethod(lambda _key: None)

    def configure(self, req: ConfigureRequest) -> None:
        """Take the stack's configuration, which is read where it is needed."""
        self._get = req.config.get

    def cognito(self, user_pool_id: str) -> Any:
        """boto3's client. Raises AwsConfigurationError."""
        return cognito_client(region_of_pool(user_pool_id), aws_configuration(self._get))


def moved(olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    """The inputs by which a resource is about another pool or app client, which needs another resource."""
    return [key for key in (POOL, CLIENT) if olds.get(key) != news.get(key)]
