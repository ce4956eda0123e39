"""What ministack holds, in the account and region of the request at hand: typed access, one name each."""

import json
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


def owned_pools() -> list[tuple[str, str, Pool]]:
    """Every user pool of every account and region: account, region, pool."""
    everything = cognito._user_pools.all_items()  # noqa: SLF001 - this module's purpose
    return [(account, region, found) for (account, region, _), found in everything]


def enter_client(client_id: str) -> tuple[Pool, Client] | None:
    """An app client and its pool, whoever asks; the request goes on in their account and region."""
    _pool_id, found, found_client = cognito._find_pool_by_client_id(client_id)  # noqa: SLF001 - as above
    return None if found is None else (found, found_client)


def enter_pool(pool_id: str) -> Pool | None:
    """A user pool, whoever asks; the request goes on in its account and region."""
    found: Pool | None = cognito._get_pool_unscoped(pool_id)  # noqa: SLF001 - this module's purpose
    return found


def password_problems(pool: Pool, password: str) -> list[str]:
    """What the pool's password policy has against a password, a sentence each."""
    found: list[str] = cognito._password_policy_errors(pool, password)  # noqa: SLF001 - this module's purpose
    return found


def note_authorization_code(code: str, grant: Mapping[str, Any]) -> None:
    """Let the token endpoint exchange `code` for what `grant` says."""
    cognito._authorization_codes[code] = dict(grant)  # noqa: SLF001 - this module's purpose


def tokens_of(pool: Pool, client: Client, user: User, scope: str, nonce: str) -> Mapping[str, Any]:
    """An AuthenticationResult for a sign-in on the hosted pages."""
    found: Mapping[str, Any] = cognito._build_auth_result(  # noqa: SLF001 - this module's purpose
        pool["Id"],
        client["ClientId"],
        user,
        nonce=nonce,
        trigger_source="TokenGeneration_HostedAuth",
        scope=cognito._granted_scopes(client, scope),  # noqa: SLF001 - as above
    )
    return found


def start_federation(parameters: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
    """Ministack's answer to an authorization request that names an identity provider."""
    found: tuple[int, Mapping[str, str], bytes]
    found = cognito._oauth2_authorize_federation(parameters)  # noqa: SLF001 - this module's purpose
    return found


def finish_federation(path: str, method: str, query: Mapping[str, str], body: bytes) -> tuple[int, str, str]:
    """Ministack's answer to what an identity provider sends back: status, address to go on to, JSON of an error."""
    status, headers, content = (
        cognito._saml2_idp_response(body, query)  # noqa: SLF001 - this module's purpose
        if path == "/saml2/idpresponse"
        else cognito._oauth2_idp_response(method, body, query)  # noqa: SLF001 - as above
    )
    return status, str(headers.get("Location", "")), content.decode()


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


CLIENT_SECRETS = "_ClientSecrets"
"""Where an app client has its secrets once there was a second one: a list of ClientSecretDescriptorType."""


def client_secrets(client: Client) -> list[dict[str, Any]]:
    """A client's secrets, oldest first, each a ClientSecretDescriptorType; none of a public one."""
    if not client.get("ClientSecret"):
        return []
    made = client["CreationDate"]
    first = {
        "ClientSecretId": f"{client['ClientId']}--{int(made * 1000)}",
        "ClientSecretValue": client["ClientSecret"],
        "ClientSecretCreateDate": made,
    }
    found: list[dict[str, Any]] = client.get(CLIENT_SECRETS) or [first]
    return found


def valid_secrets(client: Client) -> list[str]:
    """Every secret that a client may show, oldest first; none of a public one."""
    return [str(secret["ClientSecretValue"]) for secret in client_secrets(client)]


def pool_of_client(client_id: Any) -> Pool | None:
    """The pool that has an app client, in the account of the request at hand."""
    found: Pool | None = cognito._pool_for_client(client_id)[0]  # noqa: SLF001 - this module's purpose
    return found


def emulator_address() -> str:
    """Where the emulator answers, without a slash at its end."""
    return f"http://{cognito._MINISTACK_HOST}:{cognito._MINISTACK_PORT}"  # noqa: SLF001 - this module's purpose


def create_user(parameters: Mapping[str, Any]) -> str:
    """Create a user by AdminCreateUser's parameters; gives the error's code, empty where there is none."""
    status, _headers, body = cognito._admin_create_user(dict(parameters))  # noqa: SLF001 - this module's purpose
    return "" if status < 400 else str(json.loads(body)["__type"])  # noqa: PLR2004 - HTTP's errors


def pool_anywhere(pool_id: str) -> Pool | None:
    """A user pool of any account and region, for whoever shows another proof."""
    everything = cognito._user_pools.all_items()  # noqa: SLF001 - this module's purpose
    return next((found for (_, _, found_id), found in everything if found_id == pool_id), None)


def signing_key(pool_id: str) -> Any:
    """The private RSA key with which a pool signs access tokens, of the `cryptography` package."""
    return cognito._pool_signing_key(pool_id, "access")[0]  # noqa: SLF001 - this module's purpose


def role(arn: str) -> Mapping[str, Any] | None:
    """An IAM role of the account of the request at hand."""
    from ministack.services import iam  # another service, which few requests need

    found: Mapping[str, Any] | None = iam._roles.get(arn.rpartition("/")[2])  # noqa: SLF001 - this module's purpose
    return found if found and found["Arn"] == arn else None


def role_allows(role: Mapping[str, Any], action: str) -> bool:
    """Whether a policy of a role allows an action on some resource."""
    from ministack.core import iam_evaluator

    policies = iam_evaluator._gather_role_policies(role["RoleName"], get_account_id())  # noqa: SLF001 - as above
    return any(
        statement.effect == "Allow" and iam_evaluator._action_matches(action, statement.actions, statement.not_actions)  # noqa: SLF001 - as above
        for policy in policies
        for statement in policy
    )
