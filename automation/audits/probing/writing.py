"""Whether users can write what a back end trusts: UpdateUserAttributes, with an access token of the test user."""

from collections.abc import Iterator
from typing import Final

from auditing.attempt import Attempt, Verdict
from auditing.checks.attributes import is_trusted
from auditing.pool import Words
from automation.audits.probing.probed_pool import ProbedPool
from automation.audits.probing.refusals import asked
from automation.environment import AppClient
from automation.errors import DriverError
from automation.tokens.obtaining import Obtainer, Question
from cognito_model.scopes import ADMIN_SCOPE

CHECKS: Final = ("writable-attributes",)
_FLOWS: Final = ("srp", "password", "admin", "code")
_VALUES: Final = {"Number": "7", "Boolean": "true", "DateTime": "2026-01-31T00:00:00Z"}


def attempts(probed: ProbedPool) -> Iterator[Attempt]:
    """One for each client of people."""
    for where, words, client in probed.clients():
        yield Attempt(CHECKS[0], where, *_written(probed, words, client))


def _written(probed: ProbedPool, words: Words, client: AppClient) -> tuple[Verdict, str]:
    try:
        token = _access_token(probed, client)
    except DriverError as error:
        return Verdict.NOT_TRIED, f"The test user gets no token with {ADMIN_SCOPE} there: {error}"
    name, value = _attribute(probed, words)
    cognito = probed.cognito
    answer = asked(cognito.update_user_attributes, AccessToken=token, UserAttributes=[{"Name": name, "Value": value}])
    if answer.code:
        return Verdict.REFUTED, f"UpdateUserAttributes of {name} was refused ({answer})."
    read = asked(cognito.get_user, AccessToken=token).response.get("UserAttributes", [])
    if {"Name": name, "Value": value} in read:
        return Verdict.CONFIRMED, f"The test user set {name} to {value!r} with UpdateUserAttributes."
    return Verdict.REFUTED, f"UpdateUserAttributes accepted {name}, but the user doesn't have it."


def _access_token(probed: ProbedPool, client: AppClient) -> str:
    """Raises UsageError where no flow gives one, DriverError where the sign-in doesn't come to an end."""
    question = Question(client=client.client_id, among=_FLOWS, scopes=(ADMIN_SCOPE,), credentials=probed.user)
    obtainer = Obtainer(probed.environment, lambda: probed.cognito, probed.connection)
    return obtainer.obtain(question).tokens.access_token


def _attribute(probed: ProbedPool, words: Words) -> tuple[str, str]:
    """One that the client may write and a back end trusts; else one that it may not write; and a value for it."""
    schema = {one["Name"]: one for one in probed.pool.at("SchemaAttributes") or []}
    own = [name for name in sorted(schema) if name.startswith("custom:")]
    writable = sorted(name for name in words.get("WriteAttributes") or [] if is_trusted(name))
    name = next(iter([*writable, *own]), "email_verified")
    kind = schema.get(name, {})
    if name.endswith("_verified"):
        return name, "true"
    if kind.get("AttributeDataType") in _VALUES:
        return name, _VALUES[kind["AttributeDataType"]]
    limits = kind.get("StringAttributeConstraints") or {}
    shortest, longest = int(limits.get("MinLength") or 0), int(limits.get("MaxLength") or 2048)
    return name, "probe".ljust(shortest, "-")[:longest]
