"""The user pool that a command is about: a kept stack's, or one of somebody else's, named by its ids or remembered."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from automation.cli.context import Context
from automation.errors import UsageError
from automation.stacks.connected_pool import (
    ConnectedPool,
    Coordinates,
    Wish,
    connected_pool,
    folder_of,
    is_connected,
    read_coordinates,
)
from automation.stacks.open_pool import OpenPool
from automation.stacks.token_cache import question
from automation.targets.folders import connected_name
from automation.terminal.keyring_secrets import check_source, is_in_keyring
from automation.terminal.secret_options import read_secret
from automation.tokens.discovery import check_ids
from cognito_model.regions import region_of_pool

if TYPE_CHECKING:
    from automation.stacks.kept_stack import KeptStack

IDS = {"user_pool_id": "--user-pool-id", "client_id": "--client-id"}
MORE = {"client_secret": "--client-secret", "domain": "--domain"}
NO_TEST_USERS = (
    "This needs test users that this program created, and it creates none in a user pool that it didn't deploy."
)
SECRET_VARIABLE, CLIENT_VARIABLE = "COGNITO_CLIENT_SECRET", "COGNITO_CLIENT_ID"


@contextmanager
def open_pool(context: Context) -> Iterator[OpenPool]:
    """Open what the options name. Raises UsageError, DriverError; of a kept stack what `kept_stack` raises."""
    connected = _connected(context)
    if connected is not None:
        with connected.nothing_left_of_failures():
            yield connected
        return
    from automation.stacks.kept_stack import kept_stack  # imports Pulumi

    with kept_stack(context.stack(), context.runtime) as kept:
        yield kept


def own_stack(context: Context, why: str = NO_TEST_USERS) -> "AbstractContextManager[KeptStack]":
    """A kept stack. Raises UsageError, which says `why`, where the options name a pool of somebody else's."""
    from automation.stacks.kept_stack import kept_stack

    if _names_a_pool(context) or is_connected(context.root, context.arguments.target, context.arguments.stack):
        raise UsageError(why)
    return kept_stack(context.stack(), context.runtime)


def coordinates_of(context: Context) -> Coordinates:
    """What the options say. Raises UsageError."""
    options = context.arguments.options
    missing = [option for name, option in IDS.items() if not options.get(name)]
    if missing:
        raise UsageError(
            f"A user pool that this program didn't deploy is named by {' and '.join(IDS.values())}; {missing[0]} "
            "is missing."
        )
    secret, source = _client_secret(context, str(options["client_id"]))
    found = Coordinates(
        user_pool_id=str(options["user_pool_id"]),
        client_id=str(options["client_id"]),
        client_secret=secret,
        secret_source=source,
        domain=options.get("domain"),
        redirect_uris=tuple(options.get("redirect_uris") or filter(None, [options.get("redirect_uri")])),
        logout_uris=tuple(options.get("logout_uris") or ()),
    )
    _check(context, found)
    return found


def _check(context: Context, coordinates: Coordinates) -> None:
    """Raise UsageError for ids that can't be, and a region that isn't the pool's; nothing is sent."""
    check_ids(coordinates.user_pool_id, coordinates.client_id, coordinates.domain, context.arguments.region)


def _with_known(found: Coordinates, known: Coordinates | None) -> Coordinates:
    if known is None:
        return found
    whose = found if found.has_secret else known
    return replace(
        found,
        client_secret=whose.client_secret,
        secret_source=whose.secret_source,
        domain=found.domain or known.domain,
        redirect_uris=found.redirect_uris or known.redirect_uris,
        logout_uris=found.logout_uris or known.logout_uris,
    )


def pool_at(context: Context, name: str, coordinates: Coordinates) -> ConnectedPool:
    """A pool of somebody else's, by a name of its own or by its ids, which have been checked. Nothing is sent."""
    region = region_of_pool(coordinates.user_pool_id)
    return connected_pool(context.root, name, context.target().pools(region), coordinates, context.variables)


def _names_a_pool(context: Context) -> bool:
    options = context.arguments.options
    return any(options.get(name) is not None for name in (*IDS, *MORE))


def _connected(context: Context) -> ConnectedPool | None:
    root, target, name = context.root, context.arguments.target, context.arguments.stack
    if _names_a_pool(context):
        asked = coordinates_of(context)
        own = connected_name(asked.user_pool_id, asked.client_id)
        pool = pool_at(context, "", _with_known(asked, read_coordinates(folder_of(root, target, own))))
    elif is_connected(root, target, name):
        known = read_coordinates(folder_of(root, target, name))
        if known is None:
            raise UsageError(f"The file that remembers {name} can't be read. Run `connect {name}` again.")
        _check(context, known)
        pool = pool_at(context, name, known)
    else:
        return None
    if context.arguments.options.get("flow") == "admin":
        raise UsageError(
            "The flow admin needs an administrator's permissions, which aren't used for a pool that this "
            "program didn't deploy. Choose another --flow."
        )
    return replace(pool, wish=_wish(context.arguments.options, context.arguments.command, pool))


def _wish(options: dict[str, Any], command: str | None, pool: ConnectedPool) -> Wish:
    scopes, flow = tuple(options.get("scope") or ()), options.get("flow")
    is_machine = flow == "client-credentials"
    may_be = command in {"token", "export"} and flow is None and options.get("user") is None
    if may_be and pool.coordinates.has_secret:
        asked = question(None, options.get("client"), None, scopes, options.get("resource"))
        last = pool.tokens().find_renewable(asked)
        is_machine = last is None or last["flow"] == "client-credentials"
    return Wish(is_machine, scopes, options.get("redirect_uri"))


def _client_secret(context: Context, client_id: str) -> tuple[str | None, str | None]:
    """The secret, or where it is in the keyring: no client's secret has a colon (ClientSecretType). UsageError."""
    given = context.arguments.options.get("client_secret")
    if given is not None and is_in_keyring(given):
        return None, check_source(given, MORE["client_secret"])
    if given is not None:
        return read_secret(given, MORE["client_secret"], context.stdin), None
    if context.variables.get(CLIENT_VARIABLE) in {None, "", client_id}:
        return context.variables.get(SECRET_VARIABLE) or None, None
    return None, None
