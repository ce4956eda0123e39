"""Whether strangers learn who has an account: a sign-in for a user, and one for nobody, have to look the same."""

from collections.abc import Callable, Iterator
from typing import Final

from auditing.attempt import Attempt, Verdict
from automation.audits.probing.created import new_name
from automation.audits.probing.ground import Ground
from automation.audits.probing.refusals import Answer, asked
from automation.environment import AppClient
from automation.tokens.challenges.secure_remote_password import KeyPair
from automation.tokens.flows.secret_hash import secret_hash
from cognito_model.auth_flows import allowed_auth_flows

CHECKS: Final = ("user-existence",)
_WRONG: Final = "Wr0ng-password-of-a-probe"


def attempts(ground: Ground) -> Iterator[Attempt]:
    """One for each client of people."""
    for where, _, client in ground.clients():
        yield Attempt(CHECKS[0], where, *_told(ground, client))


def _told(ground: Ground, client: AppClient) -> tuple[Verdict, str]:
    nobody = f"{new_name()}@example.com" if "@" in ground.user.username else new_name()
    ask = _question(ground, client)
    if ask is None:
        answer = _forgotten(ground, client, nobody)
        if answer.code == "UserNotFoundException":
            return Verdict.CONFIRMED, f"ForgotPassword of a name that nobody has says so ({answer})."
        return (
            Verdict.REFUTED,
            f"ForgotPassword of a name that nobody has doesn't say so ({answer or 'it is accepted'}).",
        )
    somebody, other = _kind(ask(ground.user.username)), _kind(ask(nobody))
    if somebody != other:
        return Verdict.CONFIRMED, f"InitiateAuth answers for a user {somebody}, and for nobody {other}."
    return Verdict.REFUTED, f"InitiateAuth answers for a user and for nobody alike: {somebody}."


def _question(ground: Ground, client: AppClient) -> Callable[[str], Answer] | None:
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
        return asked(ground.cognito.initiate_auth, ClientId=client.client_id, AuthFlow=flow, AuthParameters=given)

    return ask


def _forgotten(ground: Ground, client: AppClient, nobody: str) -> Answer:
    hashed = secret_hash(client, nobody)
    return asked(
        ground.cognito.forgot_password,
        ClientId=client.client_id,
        Username=nobody,
        **({"SecretHash": hashed["SECRET_HASH"]} if hashed else {}),
    )


def _kind(answer: Answer) -> str:
    """What somebody sees of it: the refusal, or which challenge comes."""
    return str(answer) or f"with the challenge {answer.response.get('ChallengeName')}"
