"""Whether strangers can make accounts: SignUp, as a stranger calls it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from auditing.attempt import Attempt, Verdict
from auditing.checks.common import POOL
from auditing.pool import Words
from automation.audits.probing.probed_pool import ProbedPool, planned_user
from automation.audits.probing.refusals import asked
from automation.environment import AppClient
from automation.tokens.flows.secret_hash import secret_hash

CHECKS: Final = ("self-registration",)
_TOO_SHORT: Final = "x"
_PASSWORD_REFUSED: Final = frozenset({"InvalidPasswordException", "InvalidParameterException"})
_LET_NOBODY_IN: Final = frozenset({"NotAuthorizedException", "UserLambdaValidationException"})


def attempts(probed: ProbedPool) -> Iterator[Attempt]:
    """One, at a client that needs no secret where there is one."""
    clients = sorted(probed.clients(), key=lambda one: one[2].client_secret is not None)
    if not clients:
        yield Attempt(CHECKS[0], POOL, Verdict.NOT_TRIED, "The user pool has no app client that people sign in at.")
        return
    _, words, client = clients[0]
    yield Attempt(CHECKS[0], POOL, *_signed_up(probed, words, client))


def _signed_up(probed: ProbedPool, words: Words, client: AppClient) -> tuple[Verdict, str]:
    user, planned = planned_user(probed.pool.pool, probed.cognito)
    writable = words.get("WriteAttributes") or planned
    values = {name: value for name, value in planned.items() if name in writable and not name.endswith("_verified")}
    is_real = probed.keeps_messages or not probed.pool.at("AutoVerifiedAttributes")
    if is_real:
        probed.created.note_user(user.username)
    hashed = secret_hash(client, user.username)
    answer = asked(
        probed.cognito.sign_up,
        ClientId=client.client_id,
        Username=user.username,
        Password=user.password if is_real else _TOO_SHORT,
        UserAttributes=_listed(values),
        **({"SecretHash": hashed["SECRET_HASH"]} if hashed else {}),
    )
    if not answer.code:
        return Verdict.CONFIRMED, f"SignUp at the app client {client.name} created an account, which was then removed."
    if not is_real and answer.code in _PASSWORD_REFUSED:
        return Verdict.CONFIRMED, (
            f"SignUp at the app client {client.name} refused only the password, which was too short on purpose so "
            "that no message was sent."
        )
    if answer.code in _LET_NOBODY_IN:
        return Verdict.REFUTED, f"SignUp at the app client {client.name} was refused ({answer})."
    return Verdict.NOT_TRIED, f"SignUp at the app client {client.name} failed for another reason ({answer})."


def _listed(values: Mapping[str, str]) -> Sequence[dict[str, Any]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]
