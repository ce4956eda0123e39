"""A script signs somebody up and reads the code on the command line."""

import json
import threading
import time

from local.service import credentials
from tests.local.cognito.test_launcher import cognito


def test_local_inbox_waits_for_a_message_and_prints_its_code(service):
    started = json.loads(service.run("local", "start", "-o", "json").stdout)
    assert started["console_url"] == f"{started['endpoint_url']}/_console"
    assert json.loads(service.run("local", "status", "-o", "json").stdout) == started
    api = cognito(started["endpoint_url"], credentials(service.root))
    pool_id = api.create_user_pool(PoolName="inbox", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    client_id = api.create_user_pool_client(UserPoolId=pool_id, ClientName="app")["UserPoolClient"]["ClientId"]

    def sign_up() -> None:
        time.sleep(1)
        api.sign_up(
            ClientId=client_id,
            Username="ada",
            Password="Passw0rd!",
            UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
        )

    nobody = service.run("local", "inbox", "--to", "nobody@example.com", "--wait", "0.2", "-o", "json")
    assert (nobody.returncode, json.loads(nobody.stdout)) == (1, [])
    thread = threading.Thread(target=sign_up)
    thread.start()
    waited = service.run("local", "inbox", "--to", "ada@example.com", "--wait", "20", "-o", "raw")
    thread.join()
    assert waited.returncode == 0, waited.stderr
    api.confirm_sign_up(ClientId=client_id, Username="ada", ConfirmationCode=waited.stdout.strip())
    listed = service.run("local", "inbox")
    assert "EMAIL to ada@example.com" in listed.stdout
    assert waited.stdout.strip() in listed.stdout
    service.run("local", "stop")
    stopped = service.run("local", "inbox")
    assert stopped.returncode == 1
    assert "The local engine isn't running" in stopped.stderr
