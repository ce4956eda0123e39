"""The page that creates a user: AdminCreateUser, and AdminSetUserPassword for a password that is to stay."""

from collections.abc import Mapping
from typing import Final

from local.cognito.console import user_page
from local.cognito.console.paths import user_path
from local.cognito.console.replies import REFUSED, Reply, redirect
from local.cognito.console.requests import ConsoleRequest, call, of_pool
from local.cognito.errors import CognitoError, invalid
from local.cognito.pages.attributes import Field, as_attributes, field_of, password_rules, username_label
from local.cognito.pages.problems import Problem, problem_of
from local.cognito.store.pools import UserPool

ADDRESSES: Final = ("email", "phone_number")
PREFIX: Final = "attribute:"
"""Of the form's fields that are attributes."""
FURTHER: Final = "further"
NO_PAIR: Final = "Write further attributes as name=value, one on each line."


@of_pool
def create(request: ConsoleRequest, pool: UserPool) -> Reply:
    """GET and POST /_console/pools/{pool_id}/new-user."""
    problems: list[Problem] = []
    if request.is_sent:
        try:
            return _created(request, pool)
        except CognitoError as error:
            problems = [Problem(NO_PAIR, FURTHER) if error.message == NO_PAIR else problem_of(error)]
    return request.page(
        "new_user.html",
        REFUSED if problems else 200,
        pool=pool,
        label=username_label(pool),
        fields=_fields(pool),
        prefix=PREFIX,
        rules=password_rules(pool),
        typed=request.typed,
        problems=problems,
    )


def _created(request: ConsoleRequest, pool: UserPool) -> Reply:
    form = request.form
    password = form.get("password", "")
    made = call(
        request,
        pool,
        "AdminCreateUser",
        Username=form.get("username", "").strip(),
        UserAttributes=_attributes(form),
        **({"TemporaryPassword": password} if password else {}),
        **({} if form.get("invite") else {"MessageAction": "SUPPRESS"}),
    )["User"]
    with pool.lock:
        user = pool.users.by_name(made["Username"])
    if user is not None and password and form.get("permanent"):
        permanent = {"Username": user.username, "Password": password, "Permanent": True}
        try:
            call(request, pool, "AdminSetUserPassword", **permanent)
        except CognitoError as error:
            # The user is there: what's left to be done is on its page.
            return user_page.render(
                request, pool, user, done=user_page.CREATED, failed="set-password", problems=[problem_of(error)]
            )
    return redirect(f"{user_path(pool.id, user.sub)}?done=created" if user else "..")


def _attributes(form: Mapping[str, str]) -> list[dict[str, str]]:
    values = {name.removeprefix(PREFIX): value.strip() for name, value in form.items() if name.startswith(PREFIX)}
    if form.get("verified"):
        values |= {f"{name}_verified": "true" for name in ADDRESSES if values.get(name)}
    for line in filter(None, map(str.strip, form.get(FURTHER, "").splitlines())):
        name, separator, value = line.partition("=")
        if not separator or not name.strip():
            raise invalid(NO_PAIR)
        values[name.strip()] = value.strip()
    return as_attributes(values)


def _fields(pool: UserPool) -> list[Field]:
    """The addresses and what the pool requires; the one that is the user name apart."""
    named = pool.users.naming.username_attributes
    required = [schema["Name"] for schema in pool.schema if schema.get("Required")]
    only = named[0] if len(named) == 1 else None
    return [field_of(name) for name in dict.fromkeys((*ADDRESSES, *required)) if name not in {"sub", only}]
