"""Plain Pulumi leaves the driver's tags on what the driver has deployed.

`list` and `reap` recognize environments by these tags. A program that plain Pulumi runs isn't told what they are, and
would remove them.
"""

from typing import Any, Final

import pulumi

from components.settings import DRIVER_TAGS

_TAGGED: Final = frozenset({"aws:cognito/userPool:UserPool", "aws:cognito/identityPool:IdentityPool"})


def keep_driver_tags(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
    """The transformation by which each of these tags stays as it is in the stack's state.

    Pulumi can ignore a change to one tag only if the program sets `tags`, even to none.
    """
    if args.type_ not in _TAGGED or args.opts.id is not None:  # an existing pool that is only looked up
        return None
    ignored = pulumi.ResourceOptions(ignore_changes=[f'tags["{name}"]' for name in DRIVER_TAGS])
    tags = args.props.get("tags")
    props: dict[str, Any] = {**args.props, "tags": {} if tags is None else tags}
    return pulumi.ResourceTransformationResult(props, pulumi.ResourceOptions.merge(args.opts, ignored))
