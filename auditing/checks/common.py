"""What several checks' modules share."""

from collections.abc import Sequence
from typing import Final

from auditing.pool import DescribedPool, Words

POOL: Final = "user pool"
GUIDE: Final = "https://docs.aws.amazon.com/cognito/latest/developerguide/"
API: Final = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/"
UPDATE_POOL: Final = "aws cognito-idp update-user-pool --user-pool-id ID"
UPDATE_CLIENT: Final = "aws cognito-idp update-user-pool-client --user-pool-id ID --client-id CLIENT_ID"


def flows(client: Words) -> Sequence[str]:
    """The OAuth grants that a client may use; none where OAuth is off."""
    return client.get("AllowedOAuthFlows") or [] if client.get("AllowedOAuthFlowsUserPoolClient") else []


def is_machine(client: Words) -> bool:
    """Whether it is a client of machines alone."""
    return list(flows(client)) == ["client_credentials"]


def only_federated(pool: DescribedPool) -> str:
    """Why nothing about passwords applies, where every client signs people in at other providers."""
    people = [client for client in pool.clients if not is_machine(client)]
    if people and all(
        client.get("SupportedIdentityProviders") and "COGNITO" not in client["SupportedIdentityProviders"]
        for client in people
    ):
        return "At every app client, users sign in with other identity providers."
    return ""
