"""Redirect URLs (RFC 6749 section 3.1.2, and `CallbackURLs` in the Cognito API)."""

from urllib.parse import urlsplit

from cognito_model.scopes import LOOPBACK_HOSTS


def redirect_url_problem(url: str) -> tuple[str, str] | None:
    """The rule that a callback or sign-out URL breaks, and a URL that would pass; None where it's fine."""
    scheme, separator, rest = url.partition("://")
    if not separator or not scheme or not rest:
        return (
            "must be absolute, with a scheme and a host"
        ), f"https://{(rest or scheme).strip('/:') or 'app.example.com'}"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:  # a port that is no number, an IPv6 address without its bracket
        return "must be a URL", "https://app.example.com/callback"
    if "#" in url:
        return "must not have a fragment", url.partition("#")[0]
    if parts.scheme == "https" and not host:
        return "must name a host", "https://app.example.com/callback"
    if parts.scheme == "http" and host not in LOOPBACK_HOSTS:
        return "must be https, or http on localhost, 127.0.0.1 or [::1]", f"https://{rest}"
    return None
