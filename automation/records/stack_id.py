"""What a stack is: a target, a name, a backend, and the account that it was deployed in. Standard library only."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

from automation.records.backend_name import plain_backend

MAX_STACK_NAME: Final = 91
"""Characters."""
_DIGITS: Final = 10
_ARN_PARTS: Final = 6


@dataclass(frozen=True, slots=True)
class StackId:
    """One stack. Its note in the ledger and its lock are called by `key`, and its folder by `folder_name` of the same.

    The account isn't in the key: to Pulumi, target, name and backend are one stack, whoever asks. So the account is
    compared, before anything is changed, and the stack of another account is refused (docs/decisions/0014).
    """

    target: str
    name: str
    """Of the Pulumi stack."""
    backend: str
    """Pulumi's, as a URL; empty for Pulumi Cloud's default. A slash at its end makes no difference."""
    account: str = field(default="", compare=False)
    """Digits of the AWS account; empty where there is none, or it isn't known."""

    @property
    def key(self) -> str:
        """What tells stacks apart, fit for a file's name."""
        place = f"{self.target} {plain_backend(self.backend)}"
        return f"{self.name}-{hashlib.sha256(place.encode()).hexdigest()[:_DIGITS]}"

    def is_of(self, account: str) -> bool:
        """Whether the stack can be that account's: it is, or one of the two isn't known."""
        return not self.account or not account or self.account == account


def checked_stack_name(name: str) -> str:
    """The name itself, if Pulumi takes it, and a file can have it. Raises ValueError saying what a name may be."""
    if re.fullmatch(rf"[A-Za-z0-9_.-]{{1,{MAX_STACK_NAME}}}", name) and name.strip("."):
        return name
    shown = name if len(name) <= MAX_STACK_NAME else f"{name[:20]}…"
    raise ValueError(
        f"{shown!r} can't be the name of a stack: use letters, digits, _, . and -, at most {MAX_STACK_NAME} of them"
    )


def account_of(arn: str) -> str:
    """The account in an ARN, `arn:partition:service:region:account:resource`; empty in any other text."""
    parts = arn.split(":", _ARN_PARTS - 1)
    return parts[4] if len(parts) == _ARN_PARTS and parts[0] == "arn" else ""
