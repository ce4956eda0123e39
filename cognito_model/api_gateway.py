"""What API Gateway's HTTP APIs take, for the component that makes one and for the gateway that stands in for it.

Sources: Amazon API Gateway developer guide, "Create routes for HTTP APIs" and "Transform API requests and responses for
HTTP APIs" (reserved headers).
"""

import re
from typing import Final

DEFAULT_ROUTE: Final = "$default"
"""The route of all requests that no other is for."""
ANY: Final = "ANY"
ROUTE_KEY: Final = re.compile(
    r"(?P<method>GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|ANY) "
    r"(?P<path>/|(/([^/{}\s]+|\{[\w.:-]+\}))+(/\{[\w.:-]+\+\})?|/\{[\w.:-]+\+\})"
)
"""A method and a path; its last part may be a greedy variable, such as `{proxy+}`."""
HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""RFC 9110 section 5.6.2."""
RESERVED_HEADERS: Final = frozenset(
    {
        "authorization",
        "connection",
        "content-encoding",
        "content-length",
        "content-location",
        "forwarded",
        "keep-alive",
        "origin",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailers",
        "transfer-encoding",
        "upgrade",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
    }
)
RESERVED_PREFIXES: Final = ("access-control-", "apigw-", "x-amz-", "x-amzn-")


def is_reserved(header: str) -> bool:
    """Whether no mapping may set a header of that name."""
    name = header.lower()
    return name in RESERVED_HEADERS or name.startswith(RESERVED_PREFIXES)
