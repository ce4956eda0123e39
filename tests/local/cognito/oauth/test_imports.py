"""What signing in without a browser waits for: starting is measured."""

import subprocess
import sys

from tests.local.conftest import ROOT

SCRIPT = """
import sys
from urllib.parse import urlencode
from tests.local.cognito.oauth.domain import Domain, tokens_of
from tests.local.cognito.world import World, make_engine

already = set(sys.modules)
world = World.with_pool(make_engine())
world.add_user()
domain = Domain.with_client(world)
tokens = domain.exchange(domain.code())
domain.refresh(tokens["refresh_token"])
assert domain.userinfo(tokens["access_token"]).status == 200
assert domain.revoke(token=tokens["refresh_token"]).status == 200
heavy = {"starlette", "jinja2", "joserfc", "requests", "webauthn", "segno", "http.client", "xml.etree.ElementTree"}
print(sorted(heavy & (set(sys.modules) - already)))
"""


def test_the_endpoints_import_nothing_heavy():
    finished = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "[]"
