"""What an account has had raised."""

from dataclasses import dataclass
from typing import ClassVar

from local.cognito.store.record import Record


@dataclass(slots=True, eq=False)
class ProvisionedLimit(Record):
    """A category's request rate in a region, where it isn't the default (UpdateProvisionedLimit)."""

    KIND: ClassVar[str] = "provisioned_limit"

    region: str
    category: str
    value: int
    """Requests per second."""

    @property
    def key(self) -> tuple[str, ...]:
        """Region and category, in one text: the store finds it by that."""
        return (f"{self.region} {self.category}",)
