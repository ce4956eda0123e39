"""Addresses as CodeDeliveryDetails shows them ("Managing user existence error responses")."""

from typing import Final

SHOWN_DIGITS: Final = 4


def masked(destination: str) -> str:
    """`a***@e***` for an e-mail address, `+*******0100` for a phone number."""
    if "@" in destination:
        name, _, domain = destination.partition("@")
        return f"{name[:1]}***@{domain[:1]}***"
    hidden = max(len(destination) - 1 - SHOWN_DIGITS, 1)
    return f"+{'*' * hidden}{destination[-SHOWN_DIGITS:]}"
