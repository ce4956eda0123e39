"""The domain of a user pool's sign-in pages: a prefix of Cognito's own, or one's own name with a certificate."""

from collections.abc import Mapping
from typing import Any

from botocore.model import ServiceModel

from local.provider.operation import ApiCall, Operation
from local.provider.resource import Identity, OutputContext, Resource, Update
from local.provider.translation import Naming
from local.provider.updates import without
from local.provider.values import Properties

_CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"  # the one hosted zone of every CloudFront distribution
_MINUTE = 60.0
_KEYS = {"Domain": "id", "UserPoolId": "userPoolId"}


class UserPoolDomain(Resource):
    """A domain. Its name is taken until it is gone, and a pool has only one of each kind."""

    kind = "aws:cognito/userPoolDomain:UserPoolDomain"
    label = "user pool domain"
    inputs = ("certificateArn", "domain", "managedLoginVersion", "userPoolId")
    outputs = (
        "awsAccountId",
        "cloudfrontDistribution",
        "cloudfrontDistributionArn",
        "cloudfrontDistributionZoneId",
        "s3Bucket",
        "version",
    )
    required = frozenset({"domain", "userPoolId"})
    computed = frozenset({"managedLoginVersion"})
    naming = Naming(paths={"certificateArn": ("CustomDomainConfig.CertificateArn",)})
    identity = Identity(frozenset({"domain", "userPoolId"}), template="{domain}")
    create = Operation("CreateUserPoolDomain")
    reads = (Operation("DescribeUserPoolDomain", keys={"Domain": "id"}, result="DomainDescription"),)
    update = Operation("UpdateUserPoolDomain", keys=_KEYS)
    delete = Operation("DeleteUserPoolDomain", keys=_KEYS)
    asynchronous = True
    delete_before_replace = True

    def exists(self, answer: Mapping[str, Any], properties: Properties) -> bool:
        """A name that no pool has is answered with an empty description."""
        del properties
        return bool(answer.get("Status"))

    def is_ready(self, answer: Mapping[str, Any]) -> bool:
        """Whether it serves its pages."""
        return answer.get("Status") == "ACTIVE"

    def patience_s(self, properties: Properties) -> float:
        """A name of one's own is distributed all over the world."""
        return 60 * _MINUTE if properties.get("certificateArn") else _MINUTE

    def update_calls(self, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
        """The version only where it changes. The certificate always: without it a custom domain would be a prefix."""
        del model
        unsaid = [] if "managedLoginVersion" in update.changed else ["ManagedLoginVersion"]
        return [without(call, unsaid) for call in main]

    def completed(self, properties: Properties, around: OutputContext) -> Properties:
        """The distribution under each of the names that Pulumi has for it."""
        del around
        distribution = properties.get("cloudfrontDistribution", "")
        return {
            **properties,
            "certificateArn": properties.get("certificateArn", ""),
            "cloudfrontDistribution": distribution,
            "cloudfrontDistributionArn": distribution,
            "cloudfrontDistributionZoneId": _CLOUDFRONT_ZONE,
        }
