"""What `pulumi_aws` lacks of a user pool: one resource of our own beside it, where any such key is configured."""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pulumi

from components.arguments import CognitoAuthArgs
from components.checking.keys import POOL_SETTINGS
from components.children import Children, inputs_of
from components.schema import AUTH

if TYPE_CHECKING:
    import pulumi_aws as aws

ROLE: Final = "user-pool-settings"
"""The last part of the resource's name, which is part of every stack's state."""


def pool_settings(
    children: Children, args: CognitoAuthArgs, pool: "aws.cognito.UserPool", properties: Mapping[str, Any]
) -> None:
    """Register the settings that the pool's own resource lacks, if any are configured.

    UpdateUserPool resets what it isn't told. So whenever the pool's own inputs change, these are written again.

    Args:
        children: how the component's children are named and owned.
        args: the component's checked arguments.
        pool: the user pool.
        properties: the inputs of the pool's own resource.

    """
    settings = inputs_of(POOL_SETTINGS, AUTH, args)
    if not settings:
        return
    from components.pool_settings_resource import UserPoolSettings  # noqa: PLC0415 - for those alone who need it

    UserPoolSettings(
        children.named(ROLE),
        settings,
        user_pool_id=pool.id,
        pool_inputs=pulumi.Output.json_dumps({k: v for k, v in properties.items() if k != "tags"}).apply(_digest),
        last_modified_date=pool.last_modified_date,
        opts=children.options(deleted_with=pool),
    )


def _digest(inputs: str) -> str:
    """Of JSON, whatever the order of its keys; inputs may be long, and secret."""
    return hashlib.sha256(json.dumps(json.loads(inputs), sort_keys=True).encode()).hexdigest()
