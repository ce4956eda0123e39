"""One user pool as each of the audit's readers gets to see it: live, as a configuration, as a program's resources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from auditing.pool import DescribedPool, Words
from automation.adoption.description import InexpressibleError, describe
from automation.adoption.reading import Part, Pool, read_pool
from automation.audits.configuration import describe_configuration
from automation.audits.live_pool import live_pools
from automation.audits.registrations import LATER
from components.settings import read_settings
from policies.registered import Registered
from tests.automation.audits.live_pools import Connect, make
from tests.policies.stacks import KINDS, resource

_MADE = "ClientSecretCreateDate"
_ROLES = {
    "authenticated": "arn:aws:iam::123456789012:role/users",
    "unauthenticated": "arn:aws:iam::123456789012:role/guests",
}


@dataclass(frozen=True)
class Seen:
    """A pool of a service, seen by the three readers."""

    live: DescribedPool
    configured: DescribedPool | InexpressibleError
    """What the configuration that `adopt` writes would make, with the identity pool; or why there is none."""
    resources: list[Registered]
    """What a program of anybody's registers for it, in a preview that doesn't know the pool's id yet."""


def seen(pool: DescribedPool, connect: Connect) -> Seen:
    """What they see of a pool that is as described; no identity pool is left, for all are read to find a pool's."""
    cognito, identity = connect("cognito-idp"), connect("cognito-identity")
    pool_id = make(pool, connect)
    try:
        live = live_pools(connect, unlimited=True).describe(pool_id)
        read = read_pool(cognito, pool_id)
        configured = _configured(read, cognito, pool.identity_pools[0])
        return Seen(_aged(live, pool), configured, _resources(read, pool))
    finally:
        for one in identity.list_identity_pools(MaxResults=60)["IdentityPools"]:
            identity.delete_identity_pool(IdentityPoolId=one["IdentityPoolId"])


def _aged(live: DescribedPool, pool: DescribedPool) -> DescribedPool:
    """With secrets as old as they are described: a service makes new ones alone."""
    ages = {
        client["ClientName"]: pool.as_of - min(one[_MADE] for one in pool.secrets[client["ClientId"]])
        for client in pool.clients
        if client["ClientId"] in pool.secrets
    }
    names = {client["ClientId"]: client["ClientName"] for client in live.clients}
    return replace(
        live,
        secrets={
            client_id: [{**one, _MADE: one[_MADE] - ages.get(names[client_id], timedelta())} for one in secrets]
            for client_id, secrets in live.secrets.items()
        },
    )


def _configured(pool: Pool, cognito: Any, identity_pool: Words) -> DescribedPool | InexpressibleError:
    try:
        settings = describe(pool, cognito.meta.service_model).settings
    except InexpressibleError as error:
        return error
    guests = identity_pool["AllowUnauthenticatedIdentities"]
    providers = identity_pool["CognitoIdentityProviders"]
    whole = read_settings(
        {
            **settings,
            "identity_pool": {
                "identity_pool_name": identity_pool["IdentityPoolName"],
                "allow_unauthenticated_identities": guests,
                "allow_classic_flow": identity_pool.get("AllowClassicFlow", False),
                "server_side_token_check": all(one.get("ServerSideTokenCheck", False) for one in providers),
                "roles": {role: arn for role, arn in _ROLES.items() if guests or role == "authenticated"},
            },
        }
    )
    return describe_configuration("web", whole, "us-east-1")


def _resources(read: Pool, pool: DescribedPool) -> list[Registered]:
    found = [resource("pool", "web", read.pool.properties), *_members(read)]
    found += [resource("identity pool", one["IdentityPoolName"], _in_pulumis_words(one)) for one in pool.identity_pools]
    if pool.web_acl:
        found.append(resource("acl", "wall", {"webAclArn": pool.web_acl}, of="web"))
    return found


def _members(pool: Pool) -> Iterator[Registered]:
    kinds = {kind: name for name, kind in KINDS.items()}
    # An import doesn't tell whether Cognito made the secret.
    more = {one.client.import_id: {"generateSecret": bool(one.secret)} for one in pool.clients}
    parts: list[Part | None] = [*(one.client for one in pool.clients), *pool.groups, *pool.resource_servers]
    parts += [*pool.identity_providers, pool.risk, pool.logs]
    for part in filter(None, parts):
        inputs = {**part.properties, "userPoolId": LATER, **more.get(part.import_id, {})}
        names = (inputs.get(name) for name in ("name", "providerName", "identifier"))
        yield resource(kinds[part.resource.kind], next((str(name) for name in names if name), "web"), inputs, of="web")


def _in_pulumis_words(words: Any) -> Any:
    if isinstance(words, Mapping):
        return {name[0].lower() + name[1:]: _in_pulumis_words(value) for name, value in words.items()}
    return [_in_pulumis_words(one) for one in words] if isinstance(words, list) else words
