"""The root of errors whose text is for the person who reads it."""

from typing import ClassVar


class UserFacingError(Exception):
    """The text is one short paragraph: what failed, on which resource, why, and what to do."""

    exit_code: ClassVar[int] = 1
    code: str = "failed"
    """What programs know it by; doesn't change."""
    resource: str | None = None
    """What it is about, by name, where that is known."""
