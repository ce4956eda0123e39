"""`custom`: InitiateAuth with CUSTOM_AUTH, whose challenges the pool's Lambda triggers define.

With PASSWORD_SRP as first factor the password is proved before them ("Use SRP password verification in custom
authentication flow" in the developer guide).
"""

from automation.tokens.challenges.answerers import Conversation
from automation.tokens.flows import FlowRequest
from automation.tokens.flows.api import Start, sign_in
from automation.tokens.token_set import TokenSet


def obtain(request: FlowRequest) -> TokenSet:
    """Sign in by answering the custom challenges."""
    return sign_in(request, Start(flow="custom", auth_flow="CUSTOM_AUTH", parameters=_parameters))


def _parameters(talk: Conversation) -> dict[str, str]:
    if talk.sources.answers.first_factor != "PASSWORD_SRP":
        return {}
    return {"CHALLENGE_NAME": "SRP_A", "SRP_A": talk.keys.srp_a}
