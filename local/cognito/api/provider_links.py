"""Users of identity providers as a pool's own users: links made by administrators ahead of the first sign-in."""

from collections.abc import Mapping
from typing import Any, Final

from cognito_model.identity_providers import SOCIAL
from cognito_model.resource_quotas import LINKS_OF_A_USER
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid, not_found, user_not_found
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import ProviderLink, UserPool
from local.cognito.store.users import User

OWN: Final = "Cognito"
"""The provider of a pool's own users."""
SUBJECT: Final = "Cognito_Subject"
"""Stands for whatever names a user at a provider."""
"""AdminLinkProviderForUser: "The maximum number of federated identities linked to a user is five"."""


def admin_link_provider_for_user(call: Call) -> JsonObject:
    """AdminLinkProviderForUser."""
    pool = call.pool
    provider, attribute, value = _source(call, pool)
    user = _destination(pool, call["DestinationUser"])
    if pool.users.by_name(f"{provider}_{value}") is not None:
        raise invalid(
            "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link"
        )
    existing = pool.provider_links.get(ProviderLink(pool.id, provider, attribute, value, "").key[-1])
    if existing is not None and pool.users.by_sub(existing.sub) is not None:
        raise invalid("SourceUser is already linked to DestinationUser")
    if len(user.identities) >= LINKS_OF_A_USER:
        raise CognitoError("LimitExceededException", f"A user has {LINKS_OF_A_USER} linked identities at most.")
    call.add(ProviderLink(pool.id, provider, attribute, value, user.sub))
    user.identities = [
        *user.identities,
        {
            "userId": value,
            "providerName": provider,
            "providerType": pool.identity_providers[provider].type,
            "issuer": None,
            "primary": False,
            "dateCreated": int(call.now * 1000),
        },
    ]
    user.modified = call.moment
    call.save(user)
    return {}


def admin_disable_provider_for_user(call: Call) -> JsonObject:
    """AdminDisableProviderForUser: a link goes; one of the pool's own users can't sign in with a password any more."""
    pool, given = call.pool, call["User"]
    provider, value = given.get("ProviderName"), given.get("ProviderAttributeValue")
    if provider == OWN:
        user = pool.users.by_name(value or "")
        if user is None:
            raise user_not_found()
        user.password_sign_in_disabled = True
        user.modified = call.moment
        call.save(user)
        return {}
    _check_provider(pool, provider)
    link = _link(pool, provider, given.get("ProviderAttributeName"), value or "")
    call.remove(link)
    linked = pool.users.by_sub(link.sub)
    if linked is not None:
        gone = (link.provider, link.value)
        linked.identities = [one for one in linked.identities if (one["providerName"], one["userId"]) != gone]
        linked.modified = call.moment
        call.save(linked)
    return {}


def _source(call: Call, pool: UserPool) -> tuple[str, str, str]:
    """Provider, attribute and value of the source user. Raises CognitoError."""
    source = call["SourceUser"]
    provider, attribute = source.get("ProviderName"), source.get("ProviderAttributeName")
    value = source.get("ProviderAttributeValue")
    if provider == OWN:
        raise invalid(
            "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as "
            "a DestinationUser"
        )
    for name, given in (("ProviderName", provider), ("ProviderAttributeName", attribute)):
        if not given:
            raise invalid(f"Invalid SourceUser: {name} is missing")
    if not value:
        raise invalid("Invalid SourceUser: ProviderAttributeValue is missing")
    _check_provider(pool, provider)
    if attribute != SUBJECT and provider in SOCIAL:
        raise invalid(f"Invalid SourceUser: {SUBJECT} must be used as the ProviderAttributeName of {provider} users")
    return provider, attribute, value


def _destination(pool: UserPool, given: JsonObject) -> User:
    """The user that is linked to: its name, or that of a provider's user. Raises CognitoError."""
    provider, value = given.get("ProviderName"), given.get("ProviderAttributeValue")
    if not provider or not value:
        raise invalid("Invalid DestinationUser: ProviderName and ProviderAttributeValue are required")
    found = pool.users.by_name(value if provider == OWN else f"{provider}_{value}")
    if found is None:
        raise user_not_found()
    return found


def _link(pool: UserPool, provider: str, attribute: Any, value: str) -> ProviderLink:
    """A link as it was made, or by its subject where the user has signed in since."""
    for name in dict.fromkeys((attribute or SUBJECT, SUBJECT)):
        found = pool.provider_links.get(ProviderLink(pool.id, provider, name, value, "").key[-1])
        if found is not None:
            return found
    raise not_found("The identity is not linked to a user of the user pool.")


def _check_provider(pool: UserPool, provider: Any) -> None:
    if provider not in pool.identity_providers:
        raise invalid(f"The provider {provider} does not exist for User Pool {pool.id}.")


OPERATIONS: Final[Mapping[str, Handler]] = {
    "AdminLinkProviderForUser": admin_link_provider_for_user,
    "AdminDisableProviderForUser": admin_disable_provider_for_user,
}
