"""A user pool's domain: a prefix of Amazon's, or a name of one's own."""

import re
from typing import Final

from cognito_model.domains import CERTIFICATE_REGION, MANAGED_LOGIN_VERSIONS, PREFIX_PATTERN, RESERVED_WORDS
from local.cognito.call import Call
from local.cognito.errors import invalid
from local.cognito.validation.rules.rule import Table, part, pool_of


def name(call: Call) -> None:
    """A prefix is one label without Amazon's own words, a custom domain has several labels."""
    domain = call["Domain"]
    if call.get("CustomDomainConfig"):
        if not all(re.fullmatch(PREFIX_PATTERN, label) for label in domain.split(".")) or "." not in domain:
            raise invalid("Custom domain is not a valid subdomain")
        return
    if not re.fullmatch(PREFIX_PATTERN, domain):
        raise invalid(
            "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, "
            f"and hyphens. Please enter a different name that follows this format: {PREFIX_PATTERN}"
        )
    for word in RESERVED_WORDS:
        if word in domain:
            raise invalid(f"Domain cannot contain reserved word: {word}")


def certificate(call: Call) -> None:
    """A custom domain's certificate is one of ACM in us-east-1."""
    arn = part(call.parameters, "CustomDomainConfig").get("CertificateArn")
    if arn and arn.split(":")[2:4] != ["acm", CERTIFICATE_REGION]:
        raise invalid(
            f"The specified SSL certificate doesn't exist, isn't in {CERTIFICATE_REGION} region, isn't valid, or "
            "doesn't include a valid certificate chain."
        )


def version(call: Call) -> None:
    """Managed login has two versions."""
    if call.get("ManagedLoginVersion", 1) not in MANAGED_LOGIN_VERSIONS:
        raise invalid("ManagedLoginVersion must be 1 or 2.")


def no_failover(call: Call) -> None:
    """Requests are routed to a replica where there is one: never here."""
    region = part(call.parameters, "Routing", "Failover").get("SecondaryRegion")
    pool = pool_of(call)
    if region and pool:
        current = next((one.managed_login_version for one in pool.domains if one.name == call["Domain"]), 1)
        if call.get("ManagedLoginVersion", current) == 1:
            raise invalid("Routing field is not supported for Hosted UI (classic)")
        raise invalid(f"Region {region} is not active for the user pool")


RULES: Final[Table] = {
    "CreateUserPoolDomain": (name, certificate, version, no_failover),
    "UpdateUserPoolDomain": (certificate, version, no_failover),
}
