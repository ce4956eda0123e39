"""A resource that Pulumi shows to a policy, as plain values."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from automation.audits.registrations import LATER, Registration

_NAMES: Final = {
    "aws:cognito/identityPool:IdentityPool": "identityPoolName",
    "aws:cognito/identityProvider:IdentityProvider": "providerName",
}
"""The input that names a resource, where it isn't `name`."""
_TAGGED: Final = frozenset({"aws:cognito/userPool:UserPool", "aws:cognito/identityPool:IdentityPool"})


@dataclass(frozen=True, slots=True)
class Registered:
    """One resource of a stack."""

    kind: str
    """Pulumi's type token."""
    name: str
    """What the program calls it."""
    urn: str
    inputs: Mapping[str, Any]
    """Plain, LATER for what a preview doesn't know yet; what the program leaves out isn't there."""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    """Likewise, as far as they are known already."""
    depends_on: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """An input to the URNs of the resources that its value comes from."""

    def registration(self, **inputs: Any) -> Registration:
        """As the translation takes it, with `inputs` in place of its own, and named as in the program.

        The automatic names of new resources are others in each preview.
        """
        return Registration(self.kind, self.urn, {**self.inputs, _NAMES.get(self.kind, "name"): self.name, **inputs})


def with_default_tags(kind: str, inputs: Mapping[str, Any], provider: Mapping[str, Any]) -> Mapping[str, Any]:
    """The inputs, with the tags that the provider's configuration gives to everything."""
    settings = provider.get("defaultTags")
    if isinstance(settings, str) and settings is not LATER:
        settings = json.loads(settings)  # as the default provider has it
    tags = settings.get("tags") if isinstance(settings, Mapping) else settings
    if kind not in _TAGGED or not tags:
        return inputs
    own = inputs.get("tags") or {}
    together = {**tags, **own} if isinstance(tags, Mapping) and isinstance(own, Mapping) else LATER
    return {**inputs, "tags": together}
