"""Which headers pass."""

import re

from local.gateway.headers import end_to_end, text_value, trace_id, without, without_identity


def test_hop_by_hop_headers_end_and_those_that_connection_names():
    given = [(b"Connection", b"close, X-Hop"), (b"x-hop", b"1"), (b"TE", b"trailers"), (b"X-Kept", b"1")]
    given += [(b"Transfer-Encoding", b"chunked"), (b"Upgrade", b"websocket"), (b"Expect", b"100-continue")]
    assert end_to_end(given) == [(b"x-kept", b"1")]


def test_a_name_is_the_same_with_underscores():
    given = [(b"x_user", b"eve"), (b"X-User", b"eve"), (b"x-users", b"ada")]
    assert without(given, [b"x-user"]) == [(b"x-users", b"ada")]


def test_nobody_but_the_load_balancer_says_who_a_user_is():
    given = [(b"X-Amzn-Oidc-Data", b"eve"), (b"x_amzn_oidc_identity", b"eve"), (b"x-amzn-trace-id", b"1")]
    assert without_identity(given) == [(b"x-amzn-trace-id", b"1")]


def test_a_text_can_not_end_a_header():
    assert text_value("ada\r\nx-admin: 1\x00 é") == "ada  x-admin: 1  é".encode()


def test_a_trace_id_is_of_x_rays_form():
    assert re.fullmatch(rb"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", trace_id())
