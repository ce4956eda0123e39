"""What a store holds, as values that can be compared."""

from dataclasses import MISSING, fields
from typing import Any

from local.cognito.store.record import Record, dumps
from local.cognito.store.store import KINDS, Store

DERIVED = frozenset({"verifier"})
"""What can be computed at any time, and is written with the next change only: a user's verifier for SRP."""


def contents(store: Store) -> dict[tuple[str, tuple[str, ...]], str]:
    """Every record's written form, without what is derived."""
    return {
        (record.KIND, record.key): dumps({name: one for name, one in record.to_json().items() if name not in DERIVED})
        for record in store.records()
    }


def indexes(store: Store) -> dict[str, Any]:
    """What is found by which name."""
    return {
        "clients": {client: pool.id for client, pool in store.pool_of_client.items()},
        "domains": sorted(store.domains),
        "users": {
            (pool.id, user.username): (
                pool.users.by_sub(user.sub) is user,
                pool.users.find(user.username) is user,
                sorted(name for name, group in pool.groups.items() if user.sub in group.members),
            )
            for pool in store.pools.values()
            for user in pool.users
        },
        "aliases": {
            (pool.id, email): [user.sub for user in pool.users.having("email", email, ("", 0), 9)]
            for pool in store.pools.values()
            for email in ({user.attributes.get("email", "") for user in pool.users} - {""})
        },
        "families": {
            pool.id: {sub: sorted(found) for sub, found in pool.families_of.items() if found}
            for pool in store.pools.values()
        },
    }


EXAMPLES = {"float": 1.5, "int": 1, "bytes": b"\x00\xff", "dict": {}, "JsonObject": {}, "list": []}
"""A value by what stands in an annotation; texts apart."""


def one_of_each() -> list[Record]:
    """A record of every kind, what belongs to something after it."""
    made: list[Record] = []
    for kind in KINDS:
        required = (
            one for one in fields(kind) if one.init and one.default is MISSING and one.default_factory is MISSING
        )
        made.append(kind(**{one.name: _value(kind.KIND, one.name, str(one.type)) for one in required}))
    return made


def _value(kind: str, name: str, annotation: str) -> Any:
    if name == "pool_id" or (name == "id" and kind in {"pool", "identity_pool"}):
        return "eu-west-1:one" if kind.startswith("identity") and kind != "identity_provider" else "us-east-1_one"
    if name == "attributes":
        return {"email": "ada@example.com"}
    found = next((value for word, value in EXAMPLES.items() if word in annotation), f"{kind}-{name}")
    return found.copy() if isinstance(found, dict | list) else found
