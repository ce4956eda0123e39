"""What the pages can't do: what the person is told, and what the application."""


class PageError(Exception):
    """What can't be sent back to the application: it is shown to the person."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        """`code` as in the error page's address, such as `redirect_mismatch`; `message` explains it."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class RedirectError(Exception):
    """What the application is told, at its redirect URI (RFC 6749 section 4.1.2.1)."""

    def __init__(self, location: str) -> None:
        super().__init__("the authorization request is refused")
        self.location = location


def session_expired() -> PageError:
    """The error for a page that nobody is at any more."""
    return PageError("session_expired", "Your session has expired. Go back to the application and sign in again.")
