"""A user's page: who it is, and what can be done."""

from typing import Final

from local.cognito.accounts.described import all_attributes
from local.cognito.console import user_actions
from local.cognito.console.paths import pool_path, user_path
from local.cognito.console.people import shown_name
from local.cognito.console.pool_page import tables
from local.cognito.console.replies import REFUSED, Reply, redirect, refusal
from local.cognito.console.requests import ConsoleRequest, of_pool, of_user
from local.cognito.errors import CognitoError
from local.cognito.pages.problems import Problem
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

CREATED: Final = "The user was created."
IDENTITY: Final = ("sub", "identities")
"""Attributes that nobody sets."""


@of_user
def show(request: ConsoleRequest, pool: UserPool, user: User) -> Reply:
    """GET /_console/pools/{pool_id}/users/{sub}."""
    name = request.query.get("done", "")
    action = user_actions.ACTIONS.get(name)
    return render(request, pool, user, done=CREATED if name == "created" else action.done if action else "")


@of_user
def act(request: ConsoleRequest, pool: UserPool, user: User) -> Reply:
    """POST /_console/pools/{pool_id}/users/{sub}/{action}."""
    name = request.names[2]
    action = user_actions.ACTIONS.get(name)
    if action is None:
        return refusal(404, "There is no such page.")
    try:
        action.run(request, pool, user.username)
    except CognitoError as error:
        return render(request, pool, user, failed=name, problems=[Problem(error.message, action.field_name)])
    if name == "delete":
        return redirect(f"{pool_path(pool.id)}?done={user_actions.DELETED}")
    return redirect(f"{user_path(pool.id, user.sub)}?done={name}")


@of_pool
def find(request: ConsoleRequest, pool: UserPool) -> Reply:
    """GET /_console/pools/{pool_id}/find-user?name=...: by name, sub or alias; or whose address it is."""
    name = request.query.get("name", "").strip()
    with pool.lock:
        user = pool.users.find(name) or next((one for one in pool.users if name and name in _addresses(one)), None)
        if user is not None:
            return redirect(user_path(pool.id, user.sub))
        return request.page("pool.html", 404, pool=pool, tables=tables(pool), done="", find=name, nobody=name)


def render(  # noqa: PLR0913 - what is shown
    request: ConsoleRequest,
    pool: UserPool,
    user: User,
    *,
    done: str = "",
    failed: str = "",
    problems: list[Problem] | None = None,
) -> Reply:
    """The page; `failed` is the action whose form shows the problems, beside what was typed."""
    with pool.lock:
        name, own_name = shown_name(pool, user)
        return request.page(
            "user.html",
            REFUSED if failed else 200,
            pool=pool,
            user=user,
            name=name,
            own_name=own_name or user.username,
            attributes=all_attributes(user),
            settable=[one["Name"] for one in pool.schema if one["Name"] not in IDENTITY],
            other_groups=[one for one in pool.groups if one not in user.groups],
            offered=user_actions.offered(user),
            done=done,
            failed=failed,
            problems=problems or [],
            typed=request.typed,
        )


def _addresses(user: User) -> tuple[str | None, ...]:
    return user.attributes.get("email"), user.attributes.get("phone_number")
