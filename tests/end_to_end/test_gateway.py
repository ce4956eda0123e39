"""`local gateway` as its users run it: a process in front of a back end, ended by Ctrl-C."""

import json
import signal

import requests

from tests.end_to_end.checkout import finish, read_object
from tests.end_to_end.test_exports import heard_requests


def test_the_back_end_behind_the_gateway_is_reached_with_a_token_and_ctrl_c_ends_it(standing):
    checkout = standing("api")
    options = ("--stack", "api", "--scope", "orders/read")
    token = checkout.run("token", *options, "-o", "raw").stdout.strip()
    assert token
    with heard_requests() as (address, heard):
        back_end, path = address.removesuffix("/orders"), "/orders"
        gateway = checkout.start(
            "local", "gateway", *options, "--to", back_end, "--claim-header", "x-user=sub", "-o", "json"
        )
        url = read_object(gateway)["url"]

        without = requests.get(url + path, timeout=10)
        assert (without.status_code, heard) == (401, {})
        assert without.json() == {"message": "Unauthorized"}
        answer = requests.get(url + path, headers={"Authorization": f"Bearer {token}"}, timeout=10)
        assert answer.status_code == 200, answer.text
        verified = json.loads(checkout.run("verify", "-", "--stack", "api", "-o", "json", text_in=token).stdout)
        assert heard["x-user"] == verified["claims"]["sub"]

        gateway.send_signal(signal.SIGINT)
        _, stderr, code = finish(gateway)

    assert code == 0, stderr
    assert token not in stderr
