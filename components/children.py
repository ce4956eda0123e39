"""What every child of the component needs to know."""

from dataclasses import dataclass
from typing import Any

import pulumi


@dataclass(frozen=True)
class Children:
    """How the component's children are named and owned: `<component>-<role>`, with the component as parent."""

    name: str
    """The component's own name."""
    parent: pulumi.Resource

    def named(self, role: str) -> str:
        """A child's name. On a rename Pulumi carries an alias over only where it begins with the parent's name."""
        return f"{self.name}-{role}"

    def options(self, *after: pulumi.Resource | None, **options: Any) -> pulumi.ResourceOptions:
        """Options for a child that is made once others are there."""
        depends_on = [resource for resource in after if resource is not None]
        return pulumi.ResourceOptions(parent=self.parent, depends_on=depends_on, **options)


def said(block: Any) -> dict[str, Any]:
    """A block without its empty values, which mean the same as no value."""
    return {key: value for key, value in (block or {}).items() if value is not None}
