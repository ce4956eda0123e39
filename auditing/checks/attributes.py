"""Who may write what a back end believes."""

from collections.abc import Iterator, Sequence
from typing import Final

from auditing.check import Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE, UPDATE_CLIENT, is_machine
from auditing.pool import DescribedPool, Part
from cognito_model.attributes import CUSTOM_PREFIX, VERIFIED_FLAGS

_VERIFIED: Final = tuple(VERIFIED_FLAGS.values())


def _writable(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        if is_machine(client):
            continue
        names = [attribute for attribute in client.get("WriteAttributes") or [] if is_trusted(attribute)]
        if names:
            yield Finding(name, f"Users can change these attributes of their own: {', '.join(sorted(names))}.")


def is_trusted(attribute: str) -> bool:
    """Whether a back end goes by it: a user shouldn't decide it."""
    return attribute.startswith(CUSTOM_PREFIX) or attribute in _VERIFIED


def _mapped(pool: DescribedPool) -> Iterator[Finding]:
    for provider in pool.providers:
        mapping = provider.get("AttributeMapping") or {}
        names = [
            name for name in (*_VERIFIED, *(one for one in mapping if one.startswith(CUSTOM_PREFIX))) if name in mapping
        ]
        if names:
            yield Finding(
                f"identity provider {provider.get('ProviderName')}",
                "It sets these attributes of its users: "
                f"{', '.join(f'{name} (from {mapping[name]})' for name in names)}.",
            )


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="writable-attributes",
        title="Users can't write attributes that a back end trusts",
        severity=Severity.HIGH,
        why="Custom attributes often hold a tenant, a plan or a role. With an access token and "
        "UpdateUserAttributes, users can set every attribute that their client may write, without using any of "
        "your pages.",
        documentation=f"{GUIDE}user-pool-settings-attributes.html",
        fix=Fix(
            "clients: [{write_attributes: [email, name]}]",
            f"{UPDATE_CLIENT} --write-attributes email name",
            'write_attributes = ["email", "name"]',
        ),
        find=_writable,
        needs=(Part.CLIENTS,),
    ),
    Check(
        id="mapped-attributes",
        title="Identity providers don't set attributes that a back end trusts",
        severity=Severity.LOW,
        why="An identity provider's claims are written to the user at each sign-in, verified or not. If the "
        "provider lets its users choose a value, they choose it here too.",
        documentation=f"{GUIDE}cognito-user-pools-specifying-attribute-mapping.html",
        fix=Fix(
            "identity_providers: [{attribute_mapping: {email: email}}]",
            "aws cognito-idp update-identity-provider --user-pool-id ID --provider-name NAME --attribute-mapping "
            "email=email",
            'attribute_mapping = { email = "email" }',
        ),
        find=_mapped,
        needs=(Part.PROVIDERS,),
    ),
)
