"""What the console shows, taken from the engine's own data: names and states, never a secret or a password."""

import time
from dataclasses import dataclass
from typing import Any, Final

from local.former import calls, state

SHOWN_ROWS: Final = 100
SHOWN_CALLS: Final = 50


@dataclass(frozen=True)
class PoolView:
    """A user pool in a line."""

    id: str
    name: str
    region: str
    domain: str
    mfa: str
    clients: int
    users: int
    groups: int


@dataclass(frozen=True)
class CallView:
    """An API call in a line."""

    at: str
    operation: str
    about: str
    error: str
    milliseconds: str


@dataclass(frozen=True)
class Section:
    """A table of a pool's page."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    more: int
    """How many rows aren't shown."""


def moment(seconds: float) -> str:
    """A time of this machine, to the second."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def pool_views() -> list[PoolView]:
    """Every pool of every account and region, by name."""
    return sorted((pool_view(region, pool) for _, region, pool in state.owned_pools()), key=lambda one: one.name)


def pool_view(region: str, pool: state.Pool) -> PoolView:
    """One pool."""
    return PoolView(
        id=pool["Id"],
        name=str(pool.get("Name", "")),
        region=region,
        domain=str(pool.get("CustomDomain") or pool.get("Domain") or ""),
        mfa=str(pool.get("MfaConfiguration") or "OFF"),
        clients=len(pool["_clients"]),
        users=len(pool["_users"]),
        groups=len(pool["_groups"]),
    )


def call_views() -> list[CallView]:
    """The latest API calls, newest first."""
    return [
        CallView(
            at=moment(call.at),
            operation=call.operation,
            about=call.username or call.client_id or call.user_pool_id,
            error=call.error,
            milliseconds=f"{call.duration_s * 1000:.0f}",
        )
        for call in calls.LATEST.latest(SHOWN_CALLS)
    ]


def sections(pool: state.Pool) -> list[Section]:
    """What a pool holds."""
    return [
        _section(
            "App clients",
            ("Name", "Id", "Secret", "OAuth flows", "Scopes", "Callback URLs"),
            [_client_row(one) for one in list(pool["_clients"].values())],
        ),
        _section(
            "Users",
            ("User name", "Status", "Enabled", "E-mail", "Phone number", "Groups", "MFA", "Created"),
            [_user_row(one) for one in list(pool["_users"].values())[:SHOWN_ROWS]],
            len(pool["_users"]),
        ),
        _section(
            "Groups",
            ("Name", "Precedence", "Description"),
            [
                (name, _text(one.get("Precedence")), _text(one.get("Description")))
                for name, one in list(pool["_groups"].items())
            ],
        ),
        _section(
            "Identity providers",
            ("Name", "Type"),
            [(name, _text(one.get("ProviderType"))) for name, one in list(pool.get("_identity_providers", {}).items())],
        ),
        _section(
            "Resource servers",
            ("Identifier", "Scopes"),
            [
                (name, " ".join(scope["ScopeName"] for scope in one.get("Scopes") or []))
                for name, one in list(pool.get("_resource_servers", {}).items())
            ],
        ),
    ]


def _section(title: str, head: tuple[str, ...], rows: list[tuple[str, ...]], count: int | None = None) -> Section:
    total = len(rows) if count is None else count
    return Section(f"{title} ({total})", head, rows[:SHOWN_ROWS], max(0, total - SHOWN_ROWS))


def _client_row(client: state.Client) -> tuple[str, ...]:
    return (
        _text(client.get("ClientName")),
        client["ClientId"],
        "••••••••" if client.get("ClientSecret") else "none",
        " ".join(client.get("AllowedOAuthFlows") or []),
        " ".join(client.get("AllowedOAuthScopes") or []),
        " ".join(client.get("CallbackURLs") or []),
    )


def _user_row(user: state.User) -> tuple[str, ...]:
    attributes = {one["Name"]: one.get("Value") for one in user.get("Attributes") or []}
    return (
        user["Username"],
        _text(user.get("UserStatus")),
        "yes" if user.get("Enabled", True) else "no",
        _text(attributes.get("email")),
        _text(attributes.get("phone_number")),
        " ".join(user.get("_groups") or []),
        " ".join(user.get("_mfa_enabled") or []),
        moment(float(user.get("UserCreateDate") or 0)),
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)
