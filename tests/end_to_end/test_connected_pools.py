"""Pools that nobody here deployed: by their ids or by a name, without Pulumi and without anybody's rights."""

import json
import shutil

import pytest

CALLBACK = ("--redirect-uri", "http://localhost:8585")


class Elsewhere:
    """A pool that another project's stack has deployed, and who may sign in there."""

    def __init__(self, checkout, tmp_path):
        self.checkout = checkout
        outputs = json.loads(self._run("up", "-o", "json").stdout)
        user = json.loads(self._run("users", "create", "-o", "json").stdout)[0]
        self.pool_id, self.client_id = outputs["user_pool_id"], outputs["client_id"]
        self.endpoint = outputs["hosted_ui_url"]
        self.username = user["username"]
        (tmp_path / "secret").write_text(outputs["client_secret"])
        (tmp_path / "password").write_text(user["password"])
        self.ids = ("--user-pool-id", self.pool_id, "--client-id", self.client_id)
        self.secret = ("--client-secret", f"@{tmp_path / 'secret'}")
        self.user = ("--user", self.username, "--password", f"@{tmp_path / 'password'}")
        self.secrets = (outputs["client_secret"], user["password"])

    def _run(self, *words):
        finished = self.checkout.run(*words, "-q")
        assert finished.returncode == 0, finished.stderr
        return finished

    def ok(self, *words, **more):
        finished = self.checkout.run(*words, "-q", **more)
        assert finished.returncode == 0, (words, finished.stderr)
        return finished.stdout

    def kept(self):
        return sorted(path.name for path in self.checkout.root.glob(".connections/*/*"))


@pytest.fixture(autouse=True)
def nothing_remembered(checkout):
    yield
    shutil.rmtree(checkout.root / ".connections", ignore_errors=True)


@pytest.fixture
def elsewhere(service, tmp_path):
    return Elsewhere(service, tmp_path)


def expire(checkout, name="*"):
    """Have the tokens that are kept run out."""
    for path in checkout.root.glob(f".connections/*/{name}/tokens.json"):
        content = json.loads(path.read_text())
        for entry in content["entries"].values():
            entry["expires_at"] = 0
        path.write_text(json.dumps(content))


def test_a_pool_with_a_name_serves_every_command(elsewhere):
    ok, checkout = elsewhere.ok, elsewhere.checkout
    told = json.loads(ok("connect", "theirs", *elsewhere.ids, *elsewhere.secret, *CALLBACK, "-o", "json"))
    assert told["issuer"].endswith(elsewhere.pool_id)
    assert not any(secret in json.dumps(told) for secret in elsewhere.secrets)
    stack = ("--stack", "theirs")

    tokens = json.loads(ok("token", *stack, *elsewhere.user, "-o", "json"))
    assert tokens["claims"]["access_token"]["client_id"] == elsewhere.client_id
    assert ok("token", *stack, "-o", "raw").strip() == tokens["access_token"]
    assert ok("verify", *stack, "-o", "raw", text_in=tokens["access_token"]) == "verified\n"

    expire(checkout, "theirs")
    renewed = ok("token", *stack, "-o", "raw").strip()
    assert renewed != tokens["access_token"]

    hosted = json.loads(ok("token", *stack, *elsewhere.user, "--flow", "code", "-o", "json"))
    assert "openid" in hosted["claims"]["access_token"]["scope"]
    assert json.loads(ok("userinfo", *stack, "-o", "json"))["email"] == elsewhere.username
    variables = json.loads(ok("export", "json", *stack, "-o", "raw"))
    assert variables["COGNITO_CLIENT_ID"] == elsewhere.client_id
    assert variables["COGNITO_ACCESS_TOKEN"]
    assert json.loads(ok("revoke", *stack, "-o", "json"))["revoked"] is True
    assert "/logout?client_id=" in ok("logout", *stack, "--no-browser")
    assert json.loads(ok("token", *stack, *elsewhere.user, "-o", "json"))["access_token"]
    assert ok("logout", *stack, "--everywhere", "--no-browser")

    files = list(checkout.root.glob(".connections/*/theirs/*.json"))
    assert files
    assert {path.stat().st_mode & 0o077 for path in files} == {0}


def test_a_pool_is_named_by_its_ids_on_any_target_without_credentials(elsewhere):
    variables = {"AWS_ENDPOINT_URL": elsewhere.endpoint}
    target = ("--target", "aws", *elsewhere.ids)
    token = elsewhere.ok("token", *target, *elsewhere.secret, *elsewhere.user, "-o", "raw", variables=variables)
    assert elsewhere.ok("token", *target, "-o", "raw", variables=variables) == token
    assert elsewhere.ok("verify", *target, "-o", "raw", text_in=token, variables=variables) == "verified\n"


def test_the_secret_comes_from_the_environment_too(elsewhere):
    secret = {"COGNITO_CLIENT_SECRET": elsewhere.secrets[0]}
    assert elsewhere.ok("token", *elsewhere.ids, *elsewhere.user, "-o", "raw", variables=secret)
    others = {**secret, "COGNITO_CLIENT_ID": "another"}
    shown = elsewhere.ok("token", *elsewhere.ids, "-o", "raw", variables=others)
    assert shown


@pytest.mark.slow
def test_bad_input_is_one_paragraph_and_leaves_nothing(elsewhere):
    pool, client = elsewhere.pool_id, elsewhere.client_id
    both = ("--user-pool-id", pool, "--client-id", client)
    for words, code, said in (
        (("token", "--user-pool-id", "nope", "--client-id", "x"), 2, "isn't a user pool ID"),
        (("token", "--user-pool-id", "us-east-1_zzzz99999", "--client-id", "x"), 1, "There is no user pool"),
        (("token", "--user-pool-id", pool, "--client-id", "nosuchclient"), 1, "There is no app client"),
        (("token", "--user-pool-id", pool), 2, "--client-id is missing"),
        (("token", "--client-id", client), 2, "--user-pool-id is missing"),
        (("token", *both, "--domain", "a_b"), 2, "isn't a domain"),
        (("token", *both, "--domain", "nosuchdomain"), 2, "isn't a domain of the user pool"),
        (("token", *both, "--region", "eu-west-1"), 2, "isn't in the region"),
        (("token", *both, *elsewhere.user), 2, "has a secret"),
        (("token", *both, "--flow", "admin"), 2, "an administrator's permissions"),
        (("token", *both, "--all"), 2, "test users"),
        (("token", *both), 2, "No user was named"),
        (("token", *both, *elsewhere.secret), 1, "name the user with --user"),
        (("userinfo", *both, *elsewhere.secret, *elsewhere.user), 2, "callback"),
        (("login", *both, *elsewhere.secret, "--no-browser"), 2, "--redirect-uri"),
        (("logout", *both, "--no-browser"), 2, "--redirect-uri"),
        (("verify", *both, "not-a-token"), 1, "refused"),
        (("revoke", *both), 2, "There is no refresh token"),
        (("connect", "dev", *both), 2, "is a stack of this project"),
        (("connect", "a/b", *both), 2, "can't be the name of a stack"),
        (("connect", "theirs", "--user-pool-id", pool), 2, "--client-id is missing"),
        (("connect", "theirs", "--user-pool-id", pool, "--client-id", "nosuchclient"), 1, "There is no app client"),
        (("connect", "theirs", "--forget"), 2, "No pool is remembered"),
    ):
        finished = elsewhere.checkout.run(*words, "-q")
        assert finished.returncode == code, (words, finished.stderr)
        assert said in finished.stderr, (words, finished.stderr)
        assert len(finished.stderr.strip().splitlines()) == 1
        assert not any(secret in finished.stderr + finished.stdout for secret in elsewhere.secrets)
        assert elsewhere.kept() == [], words


def test_a_machine_needs_no_user(service, tmp_path):
    outputs = json.loads(service.run("up", "--stack", "api", "-o", "json", "-q").stdout)
    worker = outputs["clients"]["worker"]
    (tmp_path / "secret").write_text(worker["client_secret"])
    ids = ("--user-pool-id", outputs["user_pool_id"], "--client-id", worker["client_id"])
    finished = service.run("token", *ids, "--client-secret", f"@{tmp_path / 'secret'}", "-o", "json", "-q")
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["claims"]["access_token"]["sub"] == worker["client_id"]
    again = service.run("token", *ids, "-o", "raw", "-q").stdout.strip()
    assert again == json.loads(finished.stdout)["access_token"]
