"""What Cognito says of a resource and Pulumi's provider has no property for: named, not lost in silence."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.model import ListShape, ServiceModel, Shape, StructureShape

from automation.adoption.reading import Part
from local.provider.operation import output_shape
from local.provider.translation import find_member
from local.provider.values import is_blank

_TOLD = frozenset(
    {
        *("Arn", "AWSAccountId", "ClientId", "ClientSecret", "CreationDate", "Domain", "CustomDomain", "CSSVersion"),
        *("EstimatedNumberOfUsers", "Id", "LastModifiedDate", "ManagedLoginBrandingId", "S3Bucket", "Status"),
        *("CloudFrontDistribution", "EmailConfigurationFailure", "SmsConfigurationFailure", "SmsMfaConfiguration"),
        *("UserPoolId", "Version"),
    }
)
"""Members that nobody sets, or that another member says as well."""
_DEFAULTS: Mapping[str, Any] = {
    "IssuerConfiguration.Type": "ORIGINAL",
    "KeyConfiguration.KeyType": "AWS_OWNED_KEY",
}

_DEFAULT_DAYS = 7


def unexpressed(part: Part, model: ServiceModel) -> Iterator[str]:
    """The paths of the members that the resource has no property for, those with Cognito's own default aside."""
    for operation, answer in part.answers:
        shape, naming = output_shape(model, operation), part.resource.naming
        known = (find_member(name, shape, naming) for name in part.resource.properties)
        tops = {members[0] for members in known if members} | _TOLD
        for member, value in _without_heirs(answer).items():
            inner = shape.members[member]
            if member not in tops:
                yield from _chosen(member, value, inner)
            elif naming.unexposed:
                yield from _unexposed(member, value, inner, naming.unexposed)


def _without_heirs(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without how long temporary passwords work by its deprecated name: that has no effect once the policy says it.

    Source: AdminCreateUserConfigType. Where the policy doesn't say it, seven days are the default.
    """
    old, heir = "UnusedAccountValidityDays", "TemporaryPasswordValidityDays"
    creation = answer.get("AdminCreateUserConfig") or {}
    policy = (answer.get("Policies") or {}).get("PasswordPolicy") or {}
    if heir not in policy and creation.get(old) != _DEFAULT_DAYS:
        return answer
    return {**answer, "AdminCreateUserConfig": {name: value for name, value in creation.items() if name != old}}


def _chosen(path: str, value: Any, shape: Shape) -> Iterator[str]:
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _chosen(f"{path}.{name}", inner, shape.members[name])
    elif not is_blank(value) and _DEFAULTS.get(path) != value:
        yield path


def _unexposed(path: str, value: Any, shape: Shape, unexposed: frozenset[str]) -> Iterator[str]:
    if isinstance(shape, ListShape) and isinstance(value, list):
        for item in value:
            yield from _unexposed(f"{path}[]", item, shape.member, unexposed)
    elif isinstance(shape, StructureShape) and isinstance(value, Mapping) and not shape.is_document_type:
        for name, inner in value.items():
            where = f"{path}.{name}"
            if name in unexposed:
                yield from _chosen(where, inner, shape.members[name])
            else:
                yield from _unexposed(where, inner, shape.members[name], unexposed)
