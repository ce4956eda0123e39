"""The identity providers that a user pool trusts."""

from collections.abc import Iterable, Mapping
from typing import Final

from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, not_found
from local.cognito.json_types import JsonObject, copied
from local.cognito.store.pools import Group, IdentityProvider, UserPool

IDENTITIES: Final[Mapping[str, object]] = {
    "Name": "identities",
    "AttributeDataType": "String",
    "DeveloperOnlyAttribute": False,
    "Mutable": True,
    "Required": False,
    "StringAttributeConstraints": {},
}
"""What a pool's schema gets with its first identity provider: measured on AWS by the official provider's authors."""


def create_identity_provider(call: Call) -> JsonObject:
    """CreateIdentityProvider: the pool gets a group for its users, and the attribute `identities`."""
    from local.cognito.configuration.provider_details import attribute_mapping, provider_details

    pool, name, kind, now = call.pool, call["ProviderName"], call["ProviderType"], call.moment
    if name in pool.identity_providers:
        raise _duplicate(f"A provider with the name {name} already exists in the user pool.")
    identifiers = list(call.get("IdpIdentifiers", []))
    _check_identifiers(pool, identifiers, name)
    provider = IdentityProvider(
        pool.id,
        name,
        kind,
        now,
        now,
        provider_details(call.engine, pool, kind, dict(call["ProviderDetails"])),
        attribute_mapping(kind, dict(call.get("AttributeMapping", {}))),
        identifiers,
        dict(call.get("AcrMapping", {})),
    )
    call.add(provider)
    _prepare(call, pool, name)
    return {"IdentityProvider": described(provider)}


def update_identity_provider(call: Call) -> JsonObject:
    """UpdateIdentityProvider: what isn't given stays."""
    from local.cognito.configuration.provider_details import attribute_mapping, provider_details

    pool, provider = call.pool, _provider(call)
    if call.get("IdpIdentifiers") is not None:
        _check_identifiers(pool, call["IdpIdentifiers"], provider.name)
    details = call.get("ProviderDetails")
    if details is not None:
        provider.details = provider_details(call.engine, pool, provider.type, dict(details))
    if call.get("AttributeMapping") is not None:
        provider.attribute_mapping = attribute_mapping(provider.type, dict(call["AttributeMapping"]))
    provider.identifiers = list(call.get("IdpIdentifiers", provider.identifiers))
    provider.acr_mapping = dict(call.get("AcrMapping", provider.acr_mapping))
    provider.modified = call.moment
    call.save(provider)
    return {"IdentityProvider": described(provider)}


def describe_identity_provider(call: Call) -> JsonObject:
    """DescribeIdentityProvider."""
    return {"IdentityProvider": described(_provider(call))}


def delete_identity_provider(call: Call) -> JsonObject:
    """DeleteIdentityProvider: its users and their group stay, and so do app clients that name it."""
    call.remove(_provider(call))
    return {}


def list_identity_providers(call: Call) -> JsonObject:
    """ListIdentityProviders."""
    return paging.answer(call, list(call.pool.identity_providers.values()), "Providers", _listed)


def get_identity_provider_by_identifier(call: Call) -> JsonObject:
    """GetIdentityProviderByIdentifier."""
    identifier = call["IdpIdentifier"]
    for provider in call.pool.identity_providers.values():
        if identifier in provider.identifiers:
            return {"IdentityProvider": described(provider)}
    raise not_found(f"Identity provider with identifier {identifier} does not exist.")


def described(provider: IdentityProvider) -> JsonObject:
    """A provider as IdentityProviderType."""
    from local.cognito.configuration.provider_details import answered

    return {
        "UserPoolId": provider.pool_id,
        "ProviderName": provider.name,
        "ProviderType": provider.type,
        "ProviderDetails": answered(provider.details),
        "AttributeMapping": dict(provider.attribute_mapping),
        **({"IdpIdentifiers": list(provider.identifiers)} if provider.identifiers else {}),
        **({"AcrMapping": dict(provider.acr_mapping)} if provider.acr_mapping else {}),
        "LastModifiedDate": provider.modified,
        "CreationDate": provider.created,
    }


def _listed(provider: IdentityProvider) -> JsonObject:
    """A provider as ProviderDescription."""
    return {
        "ProviderName": provider.name,
        "ProviderType": provider.type,
        "LastModifiedDate": provider.modified,
        "CreationDate": provider.created,
    }


def users_group(pool: UserPool, provider: str) -> str:
    """The group that the users of an identity provider are in."""
    return f"{pool.id}_{provider}"


def _prepare(call: Call, pool: UserPool, provider: str) -> None:
    if not any(attribute["Name"] == "identities" for attribute in pool.schema):
        pool.schema.append(copied(dict(IDENTITIES)))
        call.save(pool)
    group = users_group(pool, provider)
    if group not in pool.groups:
        description = f"Autogenerated group for users who sign in using {provider}"
        call.add(Group(pool.id, group, call.moment, call.moment, description))


def _provider(call: Call) -> IdentityProvider:
    found = call.pool.identity_providers.get(call["ProviderName"])
    if found is None:
        raise not_found(f"Identity provider {call['ProviderName']} does not exist.")
    return found


def _check_identifiers(pool: UserPool, identifiers: Iterable[str], name: str) -> None:
    others = (one for one in pool.identity_providers.values() if one.name != name)
    taken = {identifier for provider in others for identifier in provider.identifiers}
    for identifier in identifiers:
        if identifier in taken:
            raise _duplicate(f"The identifier {identifier} is used by another identity provider of the user pool.")


def _duplicate(message: str) -> CognitoError:
    return CognitoError("DuplicateProviderException", message)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateIdentityProvider": create_identity_provider,
    "UpdateIdentityProvider": update_identity_provider,
    "DescribeIdentityProvider": describe_identity_provider,
    "DeleteIdentityProvider": delete_identity_provider,
    "ListIdentityProviders": list_identity_providers,
    "GetIdentityProviderByIdentifier": get_identity_provider_by_identifier,
}
