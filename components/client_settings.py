"""What `pulumi_aws` lacks of an app client: a resource of our own for each terms document and CIMD policy."""

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from components.app_clients import AppClient
from components.checking.keys import CIMD_POLICY, TERMS, Block
from components.children import Children, inputs
from components.schema.client_metadata import CIMD_POLICY_BLOCK
from components.schema.terms import TERMS_BLOCK

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pulumi
    import pulumi_aws as aws


class ClientSetting(NamedTuple):
    """One kind of them."""

    role: str
    """The first part of its resources' names, which are part of every stack's state."""
    key: str
    """The client's."""
    name_key: str
    """The key in each that names it."""
    block: Block


CLIENT_SETTINGS: "Final[Mapping[str, ClientSetting]]" = {
    TERMS: ClientSetting("terms", "terms", "terms_name", TERMS_BLOCK),
    CIMD_POLICY: ClientSetting("cimd-policy", "cimd_policies", "policy_name", CIMD_POLICY_BLOCK),
}
"""By their resources."""


def client_settings(
    children: Children, client: AppClient, pool: "aws.cognito.UserPool", made: "pulumi.Resource | None"
) -> None:
    """Register them, if the client has any.

    Args:
        children: how the component's children are named and owned.
        client: the app client.
        pool: its user pool.
        made: the pool, if it is the stack's own: what goes with it needn't be deleted.

    """
    wanted: dict[str, Any] = {kind: client.args.get(one.key) or () for kind, one in CLIENT_SETTINGS.items()}
    if not any(wanted.values()):
        return
    from components.client_settings_resource import RESOURCES  # noqa: PLC0415 - for those alone who need it

    goes_with = {TERMS: client.resource if made else None, CIMD_POLICY: made}
    for kind, setting in CLIENT_SETTINGS.items():
        for one in wanted[kind]:
            RESOURCES[kind](
                children.named(f"{setting.role}-{client.name}-{one[setting.name_key]}"),
                {**inputs(setting.block, one), "user_pool_id": pool.id, "client_id": client.resource.id},
                children.options(deleted_with=goes_with[kind]),
            )
