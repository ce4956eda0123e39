"""`TokenSet`: what a flow obtains (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3)."""

from dataclasses import dataclass, field

from automation.tokens.browser.cookies import HostedCookie


@dataclass(frozen=True)
class TokenSet:
    """The tokens of one sign-in. Never shown by `repr`."""

    access_token: str = field(repr=False)
    id_token: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in: int
    """Seconds the access token is valid for, from when it was issued."""
    token_type: str = "Bearer"  # noqa: S105 - RFC 6750's name, no secret
    nonce: str | None = field(default=None, repr=False)
    """What the ID token's `nonce` must be, where the flow sent one."""
    hosted_cookies: tuple[HostedCookie, ...] = field(default=(), repr=False)
    """The session of the hosted UI, where the flow went through its pages. Kept nowhere."""

    def to_dict(self) -> dict[str, str | int | None]:
        """The members of the contract's `tokens` object. Secret."""
        return {
            "access_token": self.access_token,
            "id_token": self.id_token,
            "refresh_token": self.refresh_token,
            "token_type": self.token_type,
            "expires_in": self.expires_in,
        }
