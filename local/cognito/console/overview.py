"""The overview: what exists, and what happened last."""

from collections.abc import Callable
from typing import Final

from local.cognito.console import inbox
from local.cognito.console.paths import INBOX, message_path, pool_path
from local.cognito.console.people import shown_username
from local.cognito.console.tables import Cell, Row, Table, cell, code
from local.cognito.engine import Engine
from local.cognito.events import CallEvent, TriggerEvent
from local.cognito.snapshots import Snapshots
from local.cognito.store.pools import UserPool

SHOWN_CALLS: Final = 50
SHOWN_TRIGGERS: Final = 20
SHOWN_MESSAGES: Final = 5
SHOWN_SNAPSHOTS: Final = 20
SHOWN_USERS: Final = 30


def tables(engine: Engine) -> list[Table]:
    """Every table of the overview that has something to say."""
    found = [make(engine) for make in TABLES]
    return [table for table in found if table.rows or table.empty]


def user_pools(engine: Engine) -> Table:
    """Every pool of every region, by name."""
    pools = sorted(engine.store.pools.values(), key=lambda pool: (pool.name.lower(), pool.id))
    return Table(
        "User pools",
        ("Name", "Id", "Region", "Domain", "MFA", "App clients", "Users", "Groups"),
        [_pool_row(pool) for pool in pools],
        empty="None yet. Deploy a stack, or create one at this address with any AWS client.",
    )


def messages(engine: Engine) -> Table:
    """The latest e-mails and SMS."""
    latest = inbox.messages(engine)
    return Table(
        "Latest messages",
        ("Time", "To", "Subject", "Code"),
        [
            (
                Cell(moment=one.at),
                cell(one.destination),
                Cell(one.subject or "SMS", href=message_path(one.destination)),
                code(one.code),
            )
            for one in latest[:SHOWN_MESSAGES]
        ],
        more=len(latest[SHOWN_MESSAGES:]),
        empty=f"None yet. User pools' e-mails and SMS are only delivered to the inbox ({INBOX}).",
    )


def trigger_calls(engine: Engine) -> Table:
    """The latest calls of triggers' functions."""
    latest = engine.events.triggers()
    return Table(
        "Latest trigger calls",
        ("Time", "Trigger", "Function", "User", "Outcome", "ms"),
        [_trigger_row(engine, event) for event in latest[:SHOWN_TRIGGERS]],
        more=len(latest[SHOWN_TRIGGERS:]),
        empty="",
    )


def calls(engine: Engine) -> Table:
    """The latest calls of operations."""
    latest = engine.events.calls()
    return Table(
        "Latest API calls",
        ("Time", "Operation", "About", "Outcome", "ms"),
        [_call_row(engine, event) for event in latest[:SHOWN_CALLS]],
        more=len(latest[SHOWN_CALLS:]),
        empty="None since the engine started.",
    )


def identity_pools(engine: Engine) -> Table:
    """Every identity pool."""
    return Table(
        "Identity pools",
        ("Name", "Id", "Identities"),
        [
            (cell(pool.name), code(pool.id), cell(len(pool.identities)))
            for pool in list(engine.store.identity_pools.values())
        ],
        empty="",
    )


def snapshots(engine: Engine) -> Table:
    """What can be restored."""
    found = Snapshots(engine).list()
    return Table(
        "Snapshots",
        ("Name", "Made", "Size"),
        [(cell(one.name), Cell(moment=one.at), cell(f"{one.bytes // 1000} kB")) for one in found[:SHOWN_SNAPSHOTS]],
        more=len(found[SHOWN_SNAPSHOTS:]),
        empty="",
    )


def test_provider_users(engine: Engine) -> Table:
    """Who can sign in at the test identity provider, where a pool has a provider."""
    is_used = any(pool.identity_providers for pool in list(engine.store.pools.values()))
    told = engine.test_providers.to_json() if is_used else {}
    rows: list[Row] = [
        (cell(user["username"]), cell(provider), cell(user.get("email")), code(str(user.get("sub", ""))))
        for provider, configured in told.items()
        for user in configured["users"]
    ]
    return Table(
        "Users of the test identity provider",
        ("User", "Replaces", "E-mail", "Subject"),
        rows[:SHOWN_USERS],
        more=len(rows[SHOWN_USERS:]),
        empty="",
    )


def unknown_members(engine: Engine) -> Table:
    """What clients have sent that the installed service model doesn't have."""
    return Table(
        "Ignored members",
        ("Operation", "Member"),
        [
            (cell(operation), code(member))
            for operation, _, member in (one.partition(": ") for one in engine.unknown_members)
        ],
        empty="",
    )


TABLES: Final[tuple[Callable[[Engine], Table], ...]] = (
    user_pools,
    messages,
    trigger_calls,
    calls,
    identity_pools,
    test_provider_users,
    snapshots,
    unknown_members,
)
"""In the order of the page; one whose `empty` is empty isn't shown without rows."""


def _pool_row(pool: UserPool) -> Row:
    domain = ", ".join(domain.name for domain in pool.domains)
    return (
        Cell(pool.name, href=pool_path(pool.id)),
        code(pool.id),
        cell(pool.region),
        cell(domain),
        cell(pool.mfa_configuration),
        cell(len(pool.clients)),
        cell(len(pool.users)),
        cell(len(pool.groups)),
    )


def _call_row(engine: Engine, event: CallEvent) -> Row:
    store = engine.store
    pool = store.pools.get(event.user_pool_id) or store.pool_of_client.get(event.client_id)
    about = shown_username(pool, event.username) or event.client_id or event.user_pool_id
    return (
        Cell(moment=event.at),
        cell(event.operation),
        cell(about),
        Cell(event.error or "ok", is_bad=bool(event.error)),
        cell(f"{event.duration_s * 1000:.1f}"),
    )


def _trigger_row(engine: Engine, event: TriggerEvent) -> Row:
    call = event.call
    tries = f" after {call.tries} tries" if call.tries > 1 else ""
    return (
        Cell(moment=call.at),
        Cell(call.source, lines=call.log),
        cell(call.function),
        cell(shown_username(engine.store.pools.get(call.user_pool_id), call.user_name)),
        Cell(call.outcome + tries, note=call.error, is_bad=call.outcome != "ok"),
        cell(f"{call.duration_s * 1000:.0f}"),
    )
