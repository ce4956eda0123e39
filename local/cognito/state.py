"""What ministack holds, in the account and region of the request at hand: typed access, one name each."""

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from ministack.core.responses import get_account_id, get_region
from ministack.services import cognito

Pool: TypeAlias = dict[str, Any]
Client: TypeAlias = dict[str, Any]
User: TypeAlias = dict[str, Any]


def account_and_region() -> tuple[str, str]:
    """Whose request this is, and where."""
    return get_account_id(), get_region()


def pool(pool_id: Any) -> Pool | None:
    """A user pool by its id."""
    found: Pool | None = cognito._user_pools.get(pool_id)  # noqa: SLF001 - this module's purpose
    return found


def pools() -> Collection[Pool]:
    """Every user pool."""
    found: Collection[Pool] = cognito._user_pools.values()  # noqa: SLF001 - this module's purpose
    return found


def owner_of_client(client_id: Any) -> tuple[str, str, str] | None:
    """Account, region and user pool id of an app client, whoever asks."""
    if not isinstance(client_id, str):
        return None
    everything = cognito._user_pools.all_items()  # noqa: SLF001 - this module's purpose
    return next((owner for owner, found in everything if client_id in found["_clients"]), None)


def token_claims(token: Any) -> Mapping[str, Any]:
    """What an access token says, unverified; empty where it is none."""
    found: Mapping[str, Any] = cognito._token_claims(token)  # noqa: SLF001 - this module's purpose
    return found


def client(pool: Pool, client_id: Any) -> Client | None:
    """An app client of a pool by its id."""
    found: Client | None = pool["_clients"].get(client_id)
    return found


def user(pool: Pool, username: Any) -> User | None:
    """A user of a pool by user name, sub or alias."""
    found: User | None = cognito._resolve_user(pool, username)[0]  # noqa: SLF001 - this module's purpose
    return found


def tier(pool: Mapping[str, Any]) -> str:
    """A pool's feature plan; also what CreateUserPool's parameters would get."""
    return str(cognito._user_pool_tier(pool))  # noqa: SLF001 - this module's purpose


def standard_attributes() -> Mapping[str, Mapping[str, Any]]:
    """The attributes that every pool has, by name."""
    found: Mapping[str, Mapping[str, Any]] = cognito._STANDARD_ATTRIBUTES_BY_NAME  # noqa: SLF001 - as above
    return found


def domain_is_taken(domain: str) -> bool:
    """Whether any account has this domain: a prefix in this region, a custom domain anywhere."""
    region = get_region()
    return any(
        name == domain and ("." in domain or taken_in == region)
        for (_, taken_in, name), _ in cognito._pool_domain_map.all_items()  # noqa: SLF001 - this module's purpose
    )


def described_pool(pool: Pool) -> dict[str, Any]:
    """A user pool as ministack tells of it: without what is private."""
    found: dict[str, Any] = cognito._pool_out(pool)  # noqa: SLF001 - this module's purpose
    return found


def user_of_token(token: Any) -> tuple[Pool, User] | None:
    """Whose access token this is; its signature must have been checked."""
    found, pool = cognito._user_pool_for_access_token(token)  # noqa: SLF001 - this module's purpose
    return None if found is None else (pool, found)


def described_user(user: User) -> dict[str, Any]:
    """A user as ministack tells of one, a UserType."""
    found: dict[str, Any] = cognito._user_out(user)  # noqa: SLF001 - this module's purpose
    return found
