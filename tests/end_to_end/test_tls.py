"""The local engine on https, with an authority of its own that nothing but our own settings trusts."""

import json
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.end_to_end.checkout import Checkout

READ = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=10).status)"
REQUESTS = "import sys, requests; print(requests.get(sys.argv[1], timeout=10).status_code)"


def test_everything_speaks_https_where_the_engine_does(service: Checkout):
    started = json.loads(service.run("local", "start", "--tls", "-o", "json").stdout)
    url = started["endpoint_url"]
    assert (started["tls"], url.split("://")[0]) == (True, "https")
    trusting = ssl.create_default_context(cafile=started["authority_file"])
    with urllib.request.urlopen(f"{url}/_engine/health", context=trusting, timeout=10) as answer:
        assert answer.status == 200

    deployed = json.loads(service.run("up", "-o", "json").stdout)
    assert deployed["token_endpoint"].startswith(url)
    token = service.run("token", "--flow", "code", "-o", "raw")
    assert token.returncode == 0, token.stderr
    assert service.run("verify", text_in=token.stdout).returncode == 0
    told = service.run("userinfo", "--flow", "code", "-o", "json")
    assert told.returncode == 0, told.stderr
    assert "email" in json.loads(told.stdout)
    inbox = service.run("local", "inbox", "-o", "json")
    assert (inbox.returncode, json.loads(inbox.stdout)) == (0, [])
    exported = json.loads(service.run("export", "json", "-o", "raw").stdout)
    assert exported["AWS_CA_BUNDLE"] == started["authority_file"]

    variables = service.local_variables()
    assert "BEGIN CERTIFICATE" in Path(variables["NODE_EXTRA_CA_CERTS"]).read_text()
    health = f"{url}/_engine/health"
    for program in (READ, REQUESTS):
        ran = subprocess.run(
            [sys.executable, "-c", program, health], env=variables, capture_output=True, text=True, check=False
        )
        assert ran.stdout.strip() == "200", ran.stderr
    plain = service.pulumi("refresh", "--yes", "--skip-preview", variables=variables)
    assert plain.returncode == 0, plain.stdout + plain.stderr

    destroyed = service.run("destroy")
    assert destroyed.returncode == 0, destroyed.stderr
