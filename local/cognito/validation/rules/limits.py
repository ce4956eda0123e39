"""How many there may be of what (Cognito's resource quotas, those that can't be raised included)."""

from collections.abc import Sized
from functools import partial
from typing import Final

from cognito_model import resource_quotas
from local.cognito.call import Call
from local.cognito.errors import CognitoError, invalid
from local.cognito.validation.rules.rule import Table, pool_of

OF_A_POOL: Final = {
    "CreateUserPoolClient": ("clients", resource_quotas.APP_CLIENTS_OF_A_POOL, "app clients"),
    "CreateResourceServer": ("resource_servers", resource_quotas.RESOURCE_SERVERS_OF_A_POOL, "resource servers"),
    "CreateIdentityProvider": (
        "identity_providers",
        resource_quotas.IDENTITY_PROVIDERS_OF_A_POOL,
        "identity providers",
    ),
}
"""An operation to where the pool has what it makes, how many there may be, and their name."""
TAGS: Final = resource_quotas.TAGS_OF_A_POOL


def not_full(existing: Sized, most: int, what: str) -> None:
    """Raise CognitoError where one more would be too many."""
    if len(existing) >= most:
        raise CognitoError("LimitExceededException", f"Exceeded the maximum number of {what}: {most}")


def pools(call: Call) -> None:
    """User pools of an account in a region."""
    existing = [pool for pool in call.engine.store.pools.values() if pool.region == call.region]
    not_full(existing, resource_quotas.USER_POOLS_OF_AN_ACCOUNT, "user pools per account")


def custom_domains(call: Call) -> None:
    """Custom domains of an account in a region."""
    if call.get("CustomDomainConfig"):
        domains = list(call.engine.store.domains.values())
        existing = [domain for domain in domains if domain.custom and domain.region == call.region]
        not_full(existing, resource_quotas.CUSTOM_DOMAINS_OF_AN_ACCOUNT, "custom domains per account")


def tags_of_a_pool(call: Call) -> None:
    """Tags that a pool is given with its other settings."""
    given = call.get("UserPoolTags", {})
    if len(given) > TAGS:
        raise CognitoError("UserPoolTaggingException", f"A user pool can have up to {TAGS} tags.")
    if any(key.lower().startswith("aws:") for key in given):
        raise CognitoError("UserPoolTaggingException", "Tag keys that begin with aws: are reserved.")


def more_tags(call: Call) -> None:
    """Tags that a pool has and gets (TagResource: "as many as 50 tags")."""
    pool = call.engine.store.pools.get(call["ResourceArn"].rpartition("/")[2])
    if pool and len({*pool.tags, *call["Tags"]}) > TAGS:
        raise invalid(f"A user pool can have up to {TAGS} tags.")
    if any(key.lower().startswith("aws:") for key in call["Tags"]):
        raise invalid("Tag keys that begin with aws: are reserved.")


def of_a_pool(operation: str, call: Call) -> None:
    """What a pool has of a kind."""
    where, most, what = OF_A_POOL[operation]
    pool = pool_of(call)
    if pool:
        not_full(getattr(pool, where), most, f"{what} per user pool")


RULES: Final[Table] = {
    "CreateUserPool": (pools, tags_of_a_pool),
    "UpdateUserPool": (tags_of_a_pool,),
    "TagResource": (more_tags,),
    "CreateUserPoolDomain": (custom_domains,),
    **{operation: (partial(of_a_pool, operation),) for operation in OF_A_POOL},
}
