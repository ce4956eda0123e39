"""How many there may be of what (Cognito's resource quotas, those that can't be raised included).

The 50 custom attributes of a pool are counted by ministack's AddCustomAttributes.
"""

from collections.abc import Sized
from functools import partial
from typing import Final

from local.former import state
from local.former.errors import CognitoError
from local.former.strictness.rules.rule import Parameters, Table, invalid

POOLS: Final = 1000
CUSTOM_DOMAINS: Final = 4
GROUPS_OF_A_USER: Final = 100
TAGS: Final = 50
OF_A_POOL: Final = {
    "CreateUserPoolClient": ("_clients", 1000, "app clients"),
    "CreateResourceServer": ("_resource_servers", 25, "resource servers"),
    "CreateIdentityProvider": ("_identity_providers", 300, "identity providers"),
    "CreateGroup": ("_groups", 10_000, "groups"),
}
"""An operation to where the pool has what it makes, how many there may be, and their name."""


def not_full(existing: Sized, most: int, what: str) -> None:
    """Raise CognitoError where one more would be too many."""
    if len(existing) >= most:
        raise CognitoError("LimitExceededException", f"Exceeded the maximum number of {what}: {most}")


def pools(_parameters: Parameters) -> None:
    """User pools of an account in a region."""
    not_full(state.pools(), POOLS, "user pools per account")


def custom_domains(parameters: Parameters) -> None:
    """Custom domains of an account in a region."""
    if parameters.get("CustomDomainConfig"):
        existing = [pool for pool in state.pools() if pool.get("CustomDomain")]
        not_full(existing, CUSTOM_DOMAINS, "custom domains per account")


def groups_of_a_user(parameters: Parameters) -> None:
    """Groups that a user is in."""
    pool = state.pool(parameters["UserPoolId"])
    user = state.user(pool, parameters["Username"]) if pool else None
    if user and parameters["GroupName"] not in user.get("_groups", ()):
        not_full(user.get("_groups", ()), GROUPS_OF_A_USER, "groups per user")


def tags_of_a_pool(parameters: Parameters) -> None:
    """Tags that a pool is given with its other settings."""
    if len(parameters.get("UserPoolTags") or ()) > TAGS:
        raise CognitoError("UserPoolTaggingException", f"A user pool can have up to {TAGS} tags.")


def more_tags(parameters: Parameters) -> None:
    """Tags that a pool has and gets (TagResource: "as many as 50 tags")."""
    pool = state.pool(parameters["ResourceArn"].rpartition("/")[2])
    if pool and len({*pool.get("UserPoolTags", ()), *parameters["Tags"]}) > TAGS:
        raise invalid(f"A user pool can have up to {TAGS} tags.")


def of_a_pool(operation: str, parameters: Parameters) -> None:
    """What a pool has of a kind."""
    where, most, what = OF_A_POOL[operation]
    not_full((state.pool(parameters["UserPoolId"]) or {}).get(where, ()), most, f"{what} per user pool")


RULES: Final[Table] = {
    "CreateUserPool": (pools, tags_of_a_pool),
    "UpdateUserPool": (tags_of_a_pool,),
    "TagResource": (more_tags,),
    "CreateUserPoolDomain": (custom_domains,),
    "AdminAddUserToGroup": (groups_of_a_user,),
    **{operation: (partial(of_a_pool, operation),) for operation in OF_A_POOL},
}
