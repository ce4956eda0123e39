"""A pool's page: what it holds. Names and states, never a secret or a password."""

from typing import Any, Final
from urllib.parse import urlencode

from local.cognito.console import user_actions
from local.cognito.console.paths import pool_path, user_path
from local.cognito.console.people import shown_name
from local.cognito.console.replies import REFUSED, Reply, redirect
from local.cognito.console.requests import ConsoleRequest, call, of_pool
from local.cognito.console.tables import Cell, Row, Table, cell, code
from local.cognito.errors import CognitoError, invalid
from local.cognito.json_types import JsonObject
from local.cognito.pages.paths import AUTHORIZE
from local.cognito.pages.problems import Problem
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.users import User
from local.cognito.triggers.lambda_config import TRIGGERS, configured

SHOWN_ROWS: Final = 100
MAX_DIGITS: Final = 12
NO_NUMBER: Final = "The precedence must be a whole number, 0 or more."
DONE: Final = {"group": "The group was created.", user_actions.DELETED: "The user was deleted."}
HIDDEN: Final = "••••••••"


@of_pool
def show(request: ConsoleRequest, pool: UserPool) -> Reply:
    """GET /_console/pools/{pool_id}."""
    done = DONE.get(request.query.get("done", ""), "")
    with pool.lock:
        return request.page("pool.html", pool=pool, tables=tables(pool), done=done, find="", nobody="")


@of_pool
def create_group(request: ConsoleRequest, pool: UserPool) -> Reply:
    """GET and POST /_console/pools/{pool_id}/new-group: CreateGroup."""
    typed, problems = request.typed, list[Problem]()
    if request.is_sent:
        precedence = typed["precedence"].strip()
        given: JsonObject = {"Description": typed["description"]} if typed["description"] else {}
        try:
            if precedence:
                given["Precedence"] = _whole_number(precedence)
            call(request, pool, "CreateGroup", GroupName=typed["group"], **given)
        except CognitoError as error:
            about = (
                "precedence" if error.message == NO_NUMBER else "group" if error.code == "GroupExistsException" else ""
            )
            problems = [Problem(error.message, about)]
        else:
            return redirect(f"{pool_path(pool.id)}?done=group")
    return request.page("new_group.html", REFUSED if problems else 200, pool=pool, typed=typed, problems=problems)


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < MAX_DIGITS):
        raise invalid(NO_NUMBER)
    return int(text)


def tables(pool: UserPool) -> list[Table]:
    """Everything that it holds; its lock is held."""
    return [
        _table(
            "App clients",
            ("Name", "Id", "Secret", "OAuth flows", "Scopes", "Callback URLs", "Pages"),
            [_client_row(client) for client in pool.clients.values()],
        ),
        _table(
            "Users",
            ("User", "Status", "E-mail", "Phone number", "Groups", "MFA", "Created"),
            [_user_row(pool, user) for user in pool.users.after(0, SHOWN_ROWS)],
            len(pool.users),
        ),
        _table(
            "Groups",
            ("Name", "Members", "Precedence", "Description"),
            [
                (cell(group.name), cell(len(group.members)), cell(group.precedence), cell(group.description))
                for group in pool.groups.values()
            ],
        ),
        _table(
            "Identity providers",
            ("Name", "Type"),
            [(cell(provider.name), cell(provider.type)) for provider in pool.identity_providers.values()],
        ),
        _table(
            "Resource servers",
            ("Identifier", "Scopes"),
            [
                (cell(server.identifier), _words(scope["ScopeName"] for scope in server.scopes))
                for server in pool.resource_servers.values()
            ],
        ),
        _table("Triggers", ("Trigger", "Function"), [(cell(name), code(arn)) for name, arn in _triggers(pool)]),
    ]


def _table(title: str, head: tuple[str, ...], rows: list[Row], count: int | None = None) -> Table:
    total = len(rows) if count is None else count
    return Table(f"{title} ({total})", head, rows[:SHOWN_ROWS], max(0, total - SHOWN_ROWS), "None.")


def _client_row(client: AppClient) -> Row:
    settings = client.settings
    return (
        cell(client.name),
        code(client.id),
        cell(HIDDEN if client.is_confidential else "none"),
        _words(client.oauth_flows),
        _words(settings.get("AllowedOAuthScopes")),
        _words(settings.get("CallbackURLs")),
        Cell("Sign in", href=sign_in_path(client)) if has_sign_in_page(client) else Cell(),
    )


def has_sign_in_page(client: AppClient) -> bool:
    """Whether somebody can sign in to the client on pages."""
    return bool(client.settings.get("CallbackURLs")) and not {"code", "implicit"}.isdisjoint(client.oauth_flows)


def sign_in_path(client: AppClient) -> str:
    """The authorization endpoint, as the client's application would send its users there: all its scopes."""
    asked = {
        "client_id": client.id,
        "response_type": "code" if "code" in client.oauth_flows else "token",
        "redirect_uri": client.settings["CallbackURLs"][0],
    }
    return f"{AUTHORIZE}?{urlencode(asked)}"


def _user_row(pool: UserPool, user: User) -> Row:
    name, own_name = shown_name(pool, user)
    return (
        Cell(name, note=own_name, href=user_path(pool.id, user.sub)),
        Cell(user.status if user.enabled else f"{user.status}, disabled", is_bad=not user.enabled),
        _address(user, "email"),
        _address(user, "phone_number"),
        _words(user.groups),
        _words(user.mfa_enabled),
        Cell(moment=user.created),
    )


def _address(user: User, attribute: str) -> Cell:
    value = user.attributes.get(attribute, "")
    verified = user.attributes.get(f"{attribute}_verified") == "true"
    return Cell(value, note="not verified" if value and not verified else "")


def _triggers(pool: UserPool) -> list[tuple[str, str]]:
    return [(name, found.arn) for name in TRIGGERS if (found := configured(pool.triggers, name))]


def _words(values: Any) -> Cell:
    return Cell(" ".join(str(value) for value in values or ()))
