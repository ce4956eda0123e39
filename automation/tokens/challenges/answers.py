"""What the caller provided to respond to challenges."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from automation.tokens.challenges.inbox import Inbox
from automation.tokens.challenges.terminal import Ask

Keep = Callable[[str, Mapping[str, Any]], None]
"""Called with a user name and what the user's next sign-in needs: `password`, `totp_secret`, `device`."""


def _keep_nothing(_username: str, _news: Mapping[str, Any]) -> None:
    """For users that end with this run."""


@dataclass(frozen=True)
class RememberedDevice:
    """A device that ConfirmDevice made known to Cognito."""

    key: str
    group_key: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Answers:
    """Everything that challenges can be answered with. What is missing is asked for, or an error names it."""

    first_factor: str | None = None
    """Cognito's name of the first factor in choice-based sign-in, such as `EMAIL_OTP`."""
    mfa: str | None = None
    """Cognito's name of the second factor where a user has several, such as `SOFTWARE_TOKEN_MFA`."""
    totp_secret: str | None = field(default=None, repr=False)
    new_password: str | None = field(default=None, repr=False)
    codes: tuple[str, ...] = field(default=(), repr=False)
    """For codes by mail, SMS or authenticator, in the order in which they are asked for."""
    custom: tuple[str, ...] = field(default=(), repr=False)
    """For CUSTOM_CHALLENGE, likewise."""
    attributes: Mapping[str, str] = field(default_factory=dict, repr=False)
    """For attributes that NEW_PASSWORD_REQUIRED asks for."""
    device: RememberedDevice | None = None
    remember_device: bool = False
    """Confirm the device that the pool proposes, so that the next sign-in can prove to be on it."""
    inbox: Inbox | None = None
    ask: Ask | None = None
    keep: Keep = _keep_nothing
    pause: Callable[[float], None] = time.sleep
    """Waits for the authenticator's next code, where this one has signed somebody in already."""
