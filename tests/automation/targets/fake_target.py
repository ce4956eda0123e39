"""A target as far as it is asked without a connection."""

from pathlib import Path

from automation.records.ledger import Ledger


class FakeTarget:
    """The local one, or so it says."""

    name = "local"

    def __init__(self, root: Path) -> None:
        self._root = root

    def stack_name(self, stack: str) -> str:
        return f"local-{stack}"

    def backend(self) -> str:
        return "file:///state"

    def may_have_stack(self, name: str) -> bool:
        del name
        return True

    def ledger(self) -> Ledger:
        return Ledger.of_checkout(self._root)
