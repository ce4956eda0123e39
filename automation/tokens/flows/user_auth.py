"""`user-auth`: InitiateAuth with USER_AUTH, where Cognito offers first factors and one is chosen."""

from automation.tokens.challenges.answerers import Conversation, factor_parameters
from automation.tokens.flows import FlowRequest
from automation.tokens.flows.api import Start, sign_in
from automation.tokens.token_set import TokenSet


def obtain(request: FlowRequest) -> TokenSet:
    """Sign in with the first factor that the answers name, or the first one offered that can be answered."""
    return sign_in(request, Start(flow="user-auth", auth_flow="USER_AUTH", parameters=_parameters))


def _parameters(talk: Conversation) -> dict[str, str]:
    factor = talk.sources.answers.first_factor
    return {} if factor is None else {"PREFERRED_CHALLENGE": factor, **factor_parameters(factor, talk)}
