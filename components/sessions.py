"""Session tracking, which `pulumi_aws` lacks: a resource of our own for the pool, and one for each such client."""

from typing import TYPE_CHECKING, Any, Final

from components.children import inputs
from components.schema.sessions import CLIENT_SESSION_CONFIGURATION, SESSION_CONFIGURATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pulumi
    import pulumi_aws as aws

    from components.app_clients import AppClient
    from components.arguments import CognitoAuthArgs
    from components.children import Children

KEY: Final = "session_configuration"
"""The pool's and the clients'."""
ROLE: Final = "sessions"
"""The first part of the resources' names, which are part of every stack's state."""


def sessions(
    children: "Children", args: "CognitoAuthArgs", pool: "aws.cognito.UserPool", clients: "Sequence[AppClient]"
) -> None:
    """Register them, if any are configured; a client's is there for a pool that tracks sessions."""
    of_the_pool: Any = args.get(KEY)
    of_clients: list[tuple[AppClient, Any]] = [
        (client, client.args.get(KEY)) for client in clients if client.args.get(KEY) is not None
    ]
    if of_the_pool is None and not of_clients:
        return
    # for those alone who need it
    from components.sessions_resource import ClientSessions, PoolSessions  # noqa: PLC0415

    tracking: pulumi.Resource | None = None
    if of_the_pool is not None:
        wanted = {**inputs(SESSION_CONFIGURATION, of_the_pool), "user_pool_id": pool.id}
        tracking = PoolSessions(children.named(ROLE), wanted, children.options(deleted_with=pool))
    for client, configured in of_clients:
        wanted = {**inputs(CLIENT_SESSION_CONFIGURATION, configured), "user_pool_id": pool.id}
        ClientSessions(
            children.named(f"{ROLE}-{client.name}"),
            {**wanted, "client_id": client.resource.id},
            children.options(tracking, deleted_with=client.resource),
        )
