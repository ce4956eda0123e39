"""What is an e-mail address, and what a phone number."""

import re
from typing import Final

EMAIL: Final = re.compile(r"[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)*")
PHONE_NUMBER: Final = re.compile(r"\+[0-9]{1,15}")
"""E.164: a plus sign and up to fifteen digits."""


def is_email(text: str) -> bool:
    """Whether this is formed as an e-mail address."""
    return EMAIL.fullmatch(text) is not None


def is_phone_number(text: str) -> bool:
    """Whether this is formed as a phone number."""
    return PHONE_NUMBER.fullmatch(text) is not None
