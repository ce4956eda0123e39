"""Where each input of `pulumi_aws.cognito`'s resources is in the component."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from components.checking.keys import places
from components.schema import AUTH

DERIVED: Final = "the component sets it"
PROVIDER: Final = "the provider (`aws:region`, or `opts.provider`)"
BY_TRANSFORM: Final = "`transforms`"


@dataclass(frozen=True)
class Covered:
    """One resource, and its inputs that aren't keys of the configuration."""

    elsewhere: Mapping[str, str]
    why_not: str = ""
    """Why the component doesn't have the resource; empty where it does."""


_MESSAGES: Final = {
    "email_verification_message": "`verification_message_template.email_message`",
    "email_verification_subject": "`verification_message_template.email_subject`",
    "sms_verification_message": "`verification_message_template.sms_message`",
}
_POOL_ID: Final = {"user_pool_id": DERIVED, "region": PROVIDER}

RESOURCES: Final[Mapping[str, Covered]] = {
    "UserPool": Covered({"region": PROVIDER, **_MESSAGES}),
    "UserPoolDomain": Covered(_POOL_ID),
    "UserPoolClient": Covered(
        {
            "allowed_oauth_flows_user_pool_client": f"{DERIVED}: true with any of `allowed_oauth_flows`",
            "token_validity_units": "the unit in `access_token_validity` and its likes",
            "token_validity_units.access_token": "the unit in `clients[].access_token_validity`",
            "token_validity_units.id_token": "the unit in `clients[].id_token_validity`",
            "token_validity_units.refresh_token": "the unit in `clients[].refresh_token_validity`",
            **_POOL_ID,
        }
    ),
    "ResourceServer": Covered(_POOL_ID),
    "UserGroup": Covered(_POOL_ID),
    "IdentityProvider": Covered(_POOL_ID),
    "RiskConfiguration": Covered({"client_id": f"{DERIVED} for `clients[].risk_configuration`", **_POOL_ID}),
    "LogDeliveryConfiguration": Covered(_POOL_ID),
    "UserPoolUICustomization": Covered({"client_id": f"{DERIVED} for `clients[].ui_customization`", **_POOL_ID}),
    "ManagedLoginBranding": Covered({"client_id": DERIVED, **_POOL_ID}),
    "IdentityPool": Covered(
        {
            "cognito_identity_providers": f"{DERIVED}: one for each of `clients`",
            "cognito_identity_providers[].client_id": DERIVED,
            "cognito_identity_providers[].provider_name": DERIVED,
            "region": PROVIDER,
        }
    ),
    "IdentityPoolRoleAttachment": Covered({"identity_pool_id": DERIVED, "region": PROVIDER}),
    "IdentityPoolProviderPrincipalTag": Covered(
        {"identity_pool_id": DERIVED, "identity_provider_name": DERIVED, "region": PROVIDER}
    ),
    "ManagedUserPoolClient": Covered(
        {},
        "A client that another AWS service made is that service's; use the resource next to the component, with its"
        " output `user_pool_id`.",
    ),
    "User": Covered(
        {}, "Users are data, not configuration. The driver makes test users (`users create`, `users import`)."
    ),
    "UserInGroup": Covered({}, "As users are; the driver's `users create --group` does it."),
}
"""The resources of `pulumi_aws.cognito`, and what of them the table in components/schema/ doesn't place."""

_OPENING: Final = """# What of `pulumi_aws.cognito` is where

Every input of every resource, and the component's argument that it is. What has no argument can be set by a
[transform](https://www.pulumi.com/docs/iac/concepts/options/transforms/), which sees each resource before it is
registered:

```python
def longer_creation(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    if args.type_ != "aws:cognito/userPoolDomain:UserPoolDomain":
        return None
    opts = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(custom_timeouts={"create": "30m"}))
    return pulumi.ResourceTransformResult(props=args.props, opts=opts)


CognitoAuth("auth", args, pulumi.ResourceOptions(transforms=[longer_creation]))
```
"""


def installed_resources() -> dict[str, str]:
    """The resources that the installed `pulumi_aws` has for Cognito, with their modules."""
    cognito = importlib.import_module("pulumi_aws.cognito")
    pulumi = importlib.import_module("pulumi")
    found = {}
    for module in pkgutil.iter_modules(cognito.__path__):  # the package itself imports each when it is asked for
        for name, member in vars(importlib.import_module(f"pulumi_aws.cognito.{module.name}")).items():
            if inspect.isclass(member) and issubclass(member, pulumi.CustomResource):
                found[name] = module.name
    return found


def inputs_of(resource: str, module: str) -> list[str]:
    """The paths of a resource's inputs in the installed `pulumi_aws`, e.g. `password_policy.minimum_length`."""
    found = importlib.import_module(f"pulumi_aws.cognito.{module}")
    return sorted(_paths(getattr(found, f"{resource}Args"), ""))


def _paths(arguments: type, path: str) -> Iterator[str]:
    blocks = importlib.import_module("pulumi_aws.cognito._inputs")
    for name, hint in _setters(arguments):
        where = f"{path}{name}"
        yield where
        inner = re.search(r"'(\w+Args)'", hint)
        if inner and hasattr(blocks, inner[1]):
            yield from _paths(getattr(blocks, inner[1]), f"{where}{'[]' if 'Sequence[' in hint else ''}.")


def _setters(arguments: Any) -> Iterator[tuple[str, str]]:
    for name, member in inspect.getmembers(arguments, lambda m: isinstance(m, property)):
        yield name, str(inspect.signature(member.fget).return_annotation)


def where_it_is(resource: str, input_path: str) -> str:
    """Where an input is in the component; nothing where nobody has said yet."""
    if input_path in RESOURCES[resource].elsewhere:
        return RESOURCES[resource].elsewhere[input_path]
    found = [own for where, given, own in places(AUTH) if (where, given) == (resource, input_path)]
    # What threat protection does, and how pages look, can be said for the pool and for each client
    twice = {own for own in found if own.startswith("clients[].") and own.removeprefix("clients[].") in found}
    return " or ".join(f"`{own}`" for own in found if own not in twice)


def coverage_page() -> str:
    """The whole page.

    Raises LookupError for a resource or an input that the installed `pulumi_aws` has and nobody has given a place.
    """
    lines = [_OPENING]
    for resource, module in sorted(installed_resources().items()):
        if resource not in RESOURCES:
            raise LookupError(f"pulumi_aws.cognito.{resource} is new: say in tools/aws_inputs.py where it is")
        covered = RESOURCES[resource]
        lines.append(f"## `{resource}`\n")
        if covered.why_not:
            lines.append(f"{covered.why_not}\n")
            continue
        lines.append("| input | in the component |\n|---|---|")
        for path in inputs_of(resource, module):
            where = where_it_is(resource, path)
            if not where:
                raise LookupError(
                    f"{resource}.{path} is new: give it an argument, or say in tools/aws_inputs.py where it is"
                )
            lines.append(f"| `{path}` | {where} |")
        lines.append("")
    return "\n".join(lines)
