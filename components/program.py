"""The Pulumi program: configuration, component, stack outputs. `__main__.py` and the driver run this one function."""

import json
import os
from collections.abc import Mapping
from typing import Any, Final

import pulumi

from components import adoption
from components.cognito_auth import CognitoAuth
from components.driver_tags import keep_driver_tags
from components.settings import ADOPTED_KEY, KEY, PROJECT

FROM_ENVIRONMENT: Final = ""
"""Where Cognito answers, and how resources are tagged, is the target's business: the environment says it."""
ENDPOINT_VARIABLE: Final = "AWS_ENDPOINT_URL"
ISSUER_VARIABLE: Final = "COGNITO_LOCAL_ISSUER"
TAGS_VARIABLE: Final = "COGNITO_ACCESS_TOKEN_TAGS"
COMPONENT_NAME: Final = "cognito-auth"
"""The component's name within a stack; part of its state."""

STACK_OUTPUTS: Final = tuple(CognitoAuth.__annotations__)
"""The names of the stack's outputs, which are the component's."""


def in_variables(endpoint_url: str | None, tags: Mapping[str, str] | None, *, is_issuer: bool) -> dict[str, str]:
    """What `deploy` reads of the environment where it is told nothing."""
    return {
        ENDPOINT_VARIABLE: endpoint_url or "",
        ISSUER_VARIABLE: str(is_issuer).lower(),
        TAGS_VARIABLE: json.dumps(dict(tags or {})),
    }


def deploy(
    endpoint_url: str | None = FROM_ENVIRONMENT,
    tags: Mapping[str, str] | None = None,
    *,
    endpoint_is_issuer: bool | None = None,
) -> dict[str, pulumi.Output[object]]:
    """Deploy what the stack's configuration describes and export its outputs.

    Args:
        endpoint_url: where the target's Cognito answers; None on AWS. By default what AWS_ENDPOINT_URL says.
        tags: what whoever deploys adds to the configuration's own tags. By default what COGNITO_ACCESS_TOKEN_TAGS says,
            an object in JSON; without that, the tags of an earlier deployment by the driver are kept.
        endpoint_is_issuer: whether tokens' issuer begins with `endpoint_url`, as on a local engine that is asked to. By
            default what COGNITO_LOCAL_ISSUER says.

    Returns:
        the outputs that were exported, by name.

    Raises:
        pulumi.RunError: the configuration or the adoption breaks rules; nothing has been registered then.

    """
    if endpoint_url == FROM_ENVIRONMENT:
        endpoint_url = os.environ.get(ENDPOINT_VARIABLE) or None
    if endpoint_is_issuer is None:
        endpoint_is_issuer = os.environ.get(ISSUER_VARIABLE) == "true"
    if tags is None and (told := os.environ.get(TAGS_VARIABLE)):
        tags = json.loads(told)
    args = _arguments({"endpoint_url": endpoint_url, "endpoint_is_issuer": endpoint_is_issuer}, tags or {})
    auth = CognitoAuth(COMPONENT_NAME, args, _options(keep_tags=tags is None))
    outputs: dict[str, pulumi.Output[object]] = {name: getattr(auth, name) for name in STACK_OUTPUTS}
    for name, value in outputs.items():
        pulumi.export(name, value)
    return outputs


def _arguments(of_the_target: Mapping[str, Any], tags: Mapping[str, str]) -> Any:
    """The component's arguments: the configuration, whatever it is, with what whoever deploys adds."""
    args = pulumi.Config(PROJECT).require_object(KEY)
    if not isinstance(args, dict):
        return args  # the component refuses it
    given = args.get("tags") or {}
    is_tagged = tags and isinstance(given, Mapping) and "user_pool_id" not in args
    added: dict[str, Any] = {"tags": {**given, **tags}} if is_tagged else {}
    return {**args, **added, **(of_the_target if of_the_target["endpoint_url"] else {})}


def _options(*, keep_tags: bool) -> pulumi.ResourceOptions | None:
    """The component's options: those of an adoption, where the stack has one; the driver doesn't tag what it adopts."""
    recipe = pulumi.Config(PROJECT).get_object(ADOPTED_KEY)
    if recipe:
        return pulumi.ResourceOptions(transformations=[adoption.transformation(recipe)])
    return pulumi.ResourceOptions(transformations=[keep_driver_tags]) if keep_tags else None
