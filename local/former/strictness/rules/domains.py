"""A user pool's domain: a prefix of Amazon's, or a name of one's own."""

import re
from typing import Final

from local.former import state
from local.former.strictness.rules.rule import Parameters, Table, invalid, part

PREFIX: Final = r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$"
RESERVED: Final = ("aws", "amazon", "cognito")
CERTIFICATE_REGION: Final = "us-east-1"
"""Where a custom domain's certificate is, whatever the pool's region: the domain is CloudFront's."""


def name(parameters: Parameters) -> None:
    """A prefix is one label without Amazon's own words, a custom domain has several labels."""
    domain = parameters["Domain"]
    if parameters.get("CustomDomainConfig"):
        if not all(re.fullmatch(PREFIX, label) for label in domain.split(".")) or "." not in domain:
            raise invalid("Custom domain is not a valid subdomain")
        return
    if not re.fullmatch(PREFIX, domain):
        raise invalid(
            "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, "
            f"and hyphens. Please enter a different name that follows this format: {PREFIX}"
        )
    for word in RESERVED:
        if word in domain:
            raise invalid(f"Domain cannot contain reserved word: {word}")


def certificate(parameters: Parameters) -> None:
    """A custom domain's certificate is one of ACM in us-east-1."""
    arn = part(parameters, "CustomDomainConfig").get("CertificateArn")
    if arn and arn.split(":")[2:4] != ["acm", CERTIFICATE_REGION]:
        raise invalid(
            f"The specified SSL certificate doesn't exist, isn't in {CERTIFICATE_REGION} region, isn't valid, or "
            "doesn't include a valid certificate chain."
        )


def free(parameters: Parameters) -> None:
    """A prefix is one pool's in a region, a custom domain one pool's in the world."""
    if state.domain_is_taken(parameters["Domain"]):
        raise invalid("Domain already associated with another user pool.")


RULES: Final[Table] = {"CreateUserPoolDomain": (name, certificate, free), "UpdateUserPoolDomain": (certificate,)}
