"""Users of identity providers in a pool: `Provider_id`, made at the first sign-in, brought up to date at each further.

"Mapping IdP attributes to profiles and tokens" and "Linking federated users" of the developer guide.
"""

from collections.abc import Mapping
from typing import Any, Final

from cognito_model.attributes import VERIFIED_FLAGS
from local.cognito import ids, triggering
from local.cognito.accounts import creation, trigger_calls
from local.cognito.accounts.attributes import changed_attributes, missing_attributes, new_attributes
from local.cognito.api.identity_providers import users_group
from local.cognito.api.provider_links import SUBJECT
from local.cognito.call import Call
from local.cognito.errors import invalid, not_authorized
from local.cognito.federation.errors import FederationError
from local.cognito.federation.identity import ProviderIdentity
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import IdentityProvider, ProviderLink, UserPool
from local.cognito.store.users import User

STATUS: Final = "EXTERNAL_PROVIDER"
USERNAME: Final = "username"


def signed_in_user(call: Call, pool: UserPool, provider: IdentityProvider, identity: ProviderIdentity) -> User:
    """The pool's user for somebody who has signed in at a provider. Raises CognitoError, FederationError."""
    claims = _inbound(call, pool, provider, identity)
    subject = identity.subject or _text(claims.get(provider.attribute_mapping.get(USERNAME, "sub")))
    if not subject:
        raise FederationError(f"{provider.name}: the response doesn't say who signed in.")
    mapped = mapped_attributes(provider, claims)
    username = f"{provider.name}_{subject}"
    user = linked_user(pool, provider, subject, claims) or pool.users.by_name(username)
    if user is None:
        return _create(call, pool, provider, identity, (username, subject), mapped)
    if not user.enabled:
        raise not_authorized("User is disabled.")
    changed = changed_attributes(pool, mapped)
    with pool.users.changing(user):
        user.attributes |= changed
        user.modified = call.moment
    call.save(user)
    _post_authentication(call, pool, user)
    return user


def mapped_attributes(provider: IdentityProvider, claims: JsonObject) -> dict[str, str]:
    """The pool's attributes that a provider's claims give; a claim that is missing gives none."""
    found = {
        attribute: _text(claims[claim])
        for attribute, claim in provider.attribute_mapping.items()
        if attribute != USERNAME and claim in claims
    }
    for attribute, flag in VERIFIED_FLAGS.items():
        if attribute in found and flag not in found:
            found[flag] = "false"
    return found


def linked_user(pool: UserPool, provider: IdentityProvider, subject: str, claims: JsonObject) -> User | None:
    """The pool's own user whom an administrator has linked (AdminLinkProviderForUser); None where none is."""
    known = [(SUBJECT, subject), *((name, _text(value)) for name, value in claims.items())]
    for attribute, value in known:
        link = pool.provider_links.get(ProviderLink(pool.id, provider.name, attribute, value, "").key[-1])
        if link is not None:
            return pool.users.by_sub(link.sub)
    return None


def _create(  # noqa: PLR0913, PLR0917 - what a new user is made of
    call: Call,
    pool: UserPool,
    provider: IdentityProvider,
    identity: ProviderIdentity,
    names: tuple[str, str],
    mapped: Mapping[str, str],
) -> User:
    username, subject = names
    missing = missing_attributes(pool, mapped)
    if missing:
        raise invalid(f"attributes required: [{', '.join(missing)}]")
    now = call.moment
    user = User(pool.id, username, ids.sub(), 0, new_attributes(pool, mapped), now, now, STATUS)
    user.identities = [
        {
            "userId": subject,
            "providerName": provider.name,
            "providerType": provider.type,
            "issuer": identity.issuer,
            "primary": True,
            "dateCreated": int(call.now * 1000),
        }
    ]
    decided = trigger_calls.pre_sign_up(call, pool, user, "PreSignUp_ExternalProvider")
    if decided is not None:
        if linked_user(pool, provider, subject, identity.claims) is not None:  # by the trigger: the next try works
            raise invalid(f"Already found an entry for username {username}")
        for wanted, attribute in ((decided.verify_email, "email"), (decided.verify_phone, "phone_number")):
            if wanted and user.attributes.get(attribute):
                user.attributes[VERIFIED_FLAGS[attribute]] = "true"
    group = users_group(pool, provider.name)
    if group in pool.groups:
        user.groups = [group]
    creation.add_user(call, pool, user, username)
    trigger_calls.post_confirmation(call, pool, user, "PostConfirmation_ConfirmSignUp")
    return user


def _inbound(call: Call, pool: UserPool, provider: IdentityProvider, identity: ProviderIdentity) -> JsonObject:
    """What is mapped: the provider's claims, or what the inbound federation trigger makes of them."""

    def event() -> JsonObject:
        from local.cognito.triggers.events.federation import inbound_federation

        mapping = provider.attribute_mapping
        name = identity.subject or _text(identity.claims.get(mapping.get(USERNAME, "sub")))
        return inbound_federation(
            triggering.context(pool, call.get("ClientId", "")),
            f"{provider.name}_{name}",
            provider_name=provider.name,
            provider_type=provider.type,
            attributes=identity.sent,
        )

    response = triggering.invoke(call, pool, "InboundFederation", event)
    if response is None:
        return identity.claims
    from local.cognito.triggers.events.federation import read_inbound_federation

    found = read_inbound_federation(response)
    return identity.claims if found is None else dict(found)


def _post_authentication(call: Call, pool: UserPool, user: User) -> None:
    def event() -> JsonObject:
        from local.cognito.triggers.events import authentication

        context = triggering.context(pool, call.get("ClientId", ""))
        return authentication.post_authentication(
            context, user.username, triggering.attributes(pool, user), new_device_used=False
        )

    triggering.invoke(call, pool, "PostAuthentication", event)


def _text(value: Any) -> str:
    """A claim as an attribute: several values in brackets, as Cognito writes them."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case [one]:
            return _text(one)
        case list():
            return f"[{', '.join(_text(one) for one in value)}]"
        case dict():
            return str(value.get("formatted", ""))
        case _:
            return str(value)
