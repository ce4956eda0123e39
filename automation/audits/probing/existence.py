"""Whether strangers learn who has an account: a sign-in for a user, and one for nobody, have to look the same."""

from collections.abc import Callable, Iterator
from typing import Final

from auditing.attempt import Attempt, Verdict
from automation.audits.probing.created import new_name
from automation.audits.probing.probed_pool import ProbedPool
from automation.audits.probing.refusals import Answer, asked
from automation.environment import AppClient
from automation.tokens.challenges.secure_remote_password import KeyPair
from automation.tokens.flows.secret_hash import secret_hash
from cognito_model.auth_flows import allowed_auth_flows

CHECKS: Final = ("user-existence",)
_WRONG: Final = "Wr0ng-password-of-a-probe"


def attempts(probed: ProbedPool) -> Iterator[Attempt]:
    """One for each client of people."""
    for where, _, client in probed.clients():
        yield Attempt(CHECKS[0], where, *_told(probed, client))


def _told(probed: ProbedPool, client: AppClient) -> tuple[Verdict, str]:
    nobody = f"{new_name()}@example.com" if "@" in probed.user.username else new_name()
    ask = _question(probed, client)
    if ask is None:
        answer = _forgotten(probed, client, nobody)
        if answer.code == "UserNotFoundException":
            return Verdict.CONFIRMED, f"ForgotPassword reveals that a user doesn't exist ({answer})."
        return (
            Verdict.REFUTED,
            f"ForgotPassword doesn't reveal that a user doesn't exist ({answer or 'it accepts the request'}).",
        )
    somebody, other = _kind(ask(probed.user.username)), _kind(ask(nobody))
    if somebody != other:
        return Verdict.CONFIRMED, (
            f"InitiateAuth answers {somebody} for a user that exists and {other} for one that doesn't."
        )
    return Verdict.REFUTED, f"InitiateAuth gives the same answer whether or not the user exists: {somebody}."


def _question(probed: ProbedPool, client: AppClient) -> Callable[[str], Answer] | None:
    """A sign-in by a name, with a wrong password or none yet; None where the client has no flow that takes one."""
    allowed = allowed_auth_flows(client.explicit_auth_flows)
    if "ALLOW_USER_PASSWORD_AUTH" in allowed:
        flow, parameters = "USER_PASSWORD_AUTH", {"PASSWORD": _WRONG}
    elif "ALLOW_USER_SRP_AUTH" in allowed:
        flow, parameters = "USER_SRP_AUTH", {"SRP_A": KeyPair.generate().srp_a}
    else:
        return None

    def ask(username: str) -> Answer:
        given = {"USERNAME": username, **parameters, **secret_hash(client, username)}
        return asked(probed.cognito.initiate_auth, ClientId=client.client_id, AuthFlow=flow, AuthParameters=given)

    return ask


def _forgotten(probed: ProbedPool, client: AppClient, nobody: str) -> Answer:
    hashed = secret_hash(client, nobody)
    return asked(
        probed.cognito.forgot_password,
        ClientId=client.client_id,
        Username=nobody,
        **({"SecretHash": hashed["SECRET_HASH"]} if hashed else {}),
    )


def _kind(answer: Answer) -> str:
    """What somebody sees of it: the refusal, or which challenge comes."""
    return str(answer) or f"with the challenge {answer.response.get('ChallengeName')}"
