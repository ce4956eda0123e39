"""What the providers of the component's dynamic resources have in common: how they reach Cognito.

Pulumi starts a process of its own for dynamic resources, which finds a provider by its module's name: a stack's state
holds no code. Providers have no state but what Pulumi's configuration says of AWS, which that process is given.
"""

from typing import Any

from pulumi.dynamic import ConfigureRequest, ResourceProvider

from cognito_model.regions import region_of_pool
from components.aws_session import aws_configuration, cognito_client


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
