"""Taking over what exists: the options with which the component's children are imported instead of created.

What was adopted is protected and retained: Pulumi neither replaces nor deletes it.
"""

from collections.abc import Mapping
from typing import Any

import pulumi

from components.checking.keys import POOL_SETTINGS_TYPE
from components.settings import FULL_ADOPTED_KEY


class RecipeError(pulumi.RunError):
    """The configuration of an adoption has another form than it must have."""


def transformation(recipe: object) -> pulumi.ResourceTransformation:
    """What makes the component adopt: a transformation for its options.

    Args:
        recipe: the stack's object under `FULL_ADOPTED_KEY`, with `resources`, the children's names and the ids by which
            the official provider imports them; `ignore_changes`, a child's properties that Cognito doesn't tell, so
            that nobody can compare them; `retained`, the names of children that were there and can't be imported, which
            a deployment finds by what they are; and `target`, which tells the driver where all that is.

    Raises:
        RecipeError: it isn't an object with `resources`.

    """
    resources = _object(recipe, FULL_ADOPTED_KEY).get("resources")
    ids = _object(resources, f"{FULL_ADOPTED_KEY}.resources")
    ignored = _object(
        _object(recipe, FULL_ADOPTED_KEY).get("ignore_changes") or {}, f"{FULL_ADOPTED_KEY}.ignore_changes"
    )

    retained_names = _object(recipe, FULL_ADOPTED_KEY).get("retained") or ()

    def adopt(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        import_id = ids.get(args.name)
        # can't be imported; the pool's settings are no reason to change a pool that is retained
        if args.type_ == POOL_SETTINGS_TYPE or args.name in retained_names:
            retained = pulumi.ResourceOptions(retain_on_delete=True)
            return pulumi.ResourceTransformationResult(args.props, pulumi.ResourceOptions.merge(args.opts, retained))
        if import_id is None:
            return None
        own = pulumi.ResourceOptions(
            import_=str(import_id),
            protect=True,
            retain_on_delete=True,
            ignore_changes=[str(path) for path in ignored.get(args.name) or ()],
        )
        return pulumi.ResourceTransformationResult(args.props, pulumi.ResourceOptions.merge(args.opts, own))

    return adopt


def _object(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RecipeError(f"{path} must be an object, as `adopt` writes it. Remove it to adopt nothing.")
    return value
