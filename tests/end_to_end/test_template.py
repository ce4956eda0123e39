"""The repository is a template: what `pulumi new` makes of a clone deploys and gives tokens."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.checkout import ROOT, Checkout

pytestmark = pytest.mark.slow


def test_pulumi_new_makes_a_project_of_a_clone_that_deploys_under_its_own_name(service: Checkout, tmp_path: Path):
    clone, shop = tmp_path / "clone", tmp_path / "shop"
    subprocess.run(["git", "clone", "-q", str(service.root), str(clone)], check=True, timeout=60)
    variables = service.local_variables()

    made = service.pulumi(
        *("new", str(clone), "--dir", str(shop), "--name", "shop", "--yes", "--generate-only"), variables=variables
    )

    assert made.returncode == 0, made.stdout + made.stderr
    assert (shop / "Pulumi.yaml").read_text(encoding="utf-8").startswith("name: shop\n")
    (shop / ".venv").symlink_to(ROOT / ".venv")  # as `pulumi install` would make it
    own = Checkout(shop, service.home)
    try:
        env = own.local_variables()
        deployed = own.pulumi("up", "--yes", variables=env)
        assert deployed.returncode == 0, deployed.stdout + deployed.stderr
        claims = json.loads(own.run("token", "-o", "json").stdout)["claims"]["access_token"]
        issuer = own.pulumi("stack", "output", "issuer", variables=env).stdout.strip()
        assert claims["iss"] == issuer
        assert own.run("destroy").returncode == 0
    finally:
        own.run("local", "stop")
    assert own.processes() == []
