"""One-shots, adoption, the browser's sign-in, the local engine's commands and the rest, from their words on."""

import base64
import hmac
import json
import re
import shutil
import sys
import threading
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests

from automation.errors import DriverError, Interrupted
from automation.stacks.kept_stack import KeptStack
from cognito_model.model import IDENTITY_POOLS
from local import service
from local.cognito.control.client import EngineControl
from local.errors import ServiceError
from tests.automation.driver import SETTINGS, Driver
from tests.ports import free_port


def test_a_one_shot_reports_as_one_object_and_leaves_nothing(driver: Driver):
    report = driver.run("-o", "json").json()
    assert report["verified"] is True
    assert report["flow"] == "admin"
    assert report["claims"]["access_token"]["username"]
    assert set(report["timings_s"]) == {"ready", "deploy", "user", "token", "destroy", "total"}
    assert driver.engine.engine.store.pools == {}
    assert driver.run("list", "-o", "json").json() == []


def test_a_one_shots_tables_mask_what_raw_shows(driver: Driver):
    table = driver.run()
    assert table.code == 0, table.stderr
    assert "Tokens, verified (flow admin)" in table.stdout
    raw = driver.run("-o", "raw").stdout.strip()
    assert raw.count(".") == 2
    assert raw not in table.stdout


def test_a_program_gets_the_variables_and_its_exit_code_is_the_answer(driver: Driver, monkeypatch: pytest.MonkeyPatch):
    script = "import json, os; json.dump(dict(os.environ), open('variables.json', 'w')); raise SystemExit(7)"
    monkeypatch.chdir(driver.root)
    ran = driver.run("-o", "json", "--", sys.executable, "-c", script)
    assert ran.code == 7
    report = json.loads(ran.stderr[ran.stderr.index("{\n") :])
    assert report["verified"] is True
    variables = json.loads((driver.root / "variables.json").read_text())
    assert variables["COGNITO_ACCESS_TOKEN"] == report["tokens"]["access_token"]
    assert variables["COGNITO_CLIENT_WEB_ID"] == variables["COGNITO_CLIENT_ID"]
    assert variables["COGNITO_CLIENT_WEB_SECRET"] == variables["COGNITO_CLIENT_SECRET"]
    assert variables["COGNITO_CLIENT_BATCH_ID"] not in {"", variables["COGNITO_CLIENT_ID"]}
    assert variables["COGNITO_CLIENT_BATCH_SECRET"] not in {"", variables["COGNITO_CLIENT_SECRET"]}
    missing = driver.run("--", "no-such-program")
    assert missing.code == 2
    assert "no-such-program" in missing.stderr


def test_a_one_shot_is_for_the_user_groups_client_and_scopes_that_are_named(driver: Driver):
    person = driver.run(
        *("--user", "ada@example.com", "--group", "staff", "--group", "new", "--client", "web"),
        *("--flow", "code", "--scope", "openid", "--scope", "orders/read", "-o", "json"),
    ).json()
    assert person["user"]["username"] == "ada@example.com"
    assert person["user"]["groups"] == ["staff", "new"]
    assert sorted(person["claims"]["access_token"]["cognito:groups"]) == ["new", "staff"]
    assert person["claims"]["access_token"]["scope"] == "openid orders/read"

    machine = driver.run("--client", "batch", "--scope", "orders/read", "-o", "json").json()
    assert machine["flow"] == "client-credentials"
    assert machine["claims"]["access_token"]["scope"] == "orders/read"
    assert "id_token" not in machine["claims"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--client", "wep"], "no app client 'wep'. Its clients: web, batch"),
        (["--client", "batch", "--flow", "srp"], "doesn't allow the flow srp"),
        (["--scope", "orders/write"], "orders/write"),
        (["--user", "ada"], "isn't an e-mail address"),
        (["--user", ""], "'' isn't a name of 1 to 128 characters"),
        (["--group", ""], "'' isn't a name of 1 to 128 characters"),
        (["--group", "two words"], "'two words' isn't a name of 1 to 128 characters without spaces"),
        (["users", "create", "--group", ""], "'' isn't a name of 1 to 128 characters"),
        (["--client", "web", "token"], "If `token` takes it, write it after the command"),
    ],
)
def test_what_a_one_shot_cant_be_for_is_refused_before_anything_is_created(driver: Driver, words: list[str], told: str):
    ran = driver.run(*words)
    assert ran.code == 2, ran.stderr
    assert told in ran.stderr
    assert driver.engine.engine.store.pools == {}


@pytest.mark.parametrize(
    "content", ["config: [", "[]", "config: 5", "config: {cognito-access-token:auth: {clients: []}}"]
)
def test_a_configuration_that_cant_be_deployed_has_its_own_code(driver: Driver, content: str):
    (driver.root / "Pulumi.wrong.yaml").write_text(content)
    for command in ([], ["up"], ["audit", "--configuration"]):
        ran = driver.run(*command, "--stack", "wrong", "-o", "json")
        assert (ran.code, json.loads(ran.stdout)["error"]["code"]) == (2, "invalid_configuration")
    assert driver.backend.calls == []


def test_an_environment_is_held_until_its_time_is_over(driver: Driver):
    ran = driver.run("--hold", "--ttl", "0.2s", "-o", "json")
    assert ran.code == 0, ran.stderr
    assert json.loads(ran.stdout)["timings_s"]["destroy"] is None
    assert driver.engine.engine.store.pools == {}


def test_what_fails_in_a_one_shot_is_destroyed_and_said(driver: Driver):
    driver.backend.failures["up"] = DriverError("Deploying failed: no room.")
    ran = driver.run("-o", "json")
    assert ran.code == 1
    assert json.loads(ran.stdout)["error"]["text"] == "Deploying failed: no room."
    assert "destroying the environment" in ran.stderr
    assert driver.backend.calls[-1] == "destroy"


def test_an_error_for_programs_says_which_environment_it_is_about(driver: Driver):
    driver.backend.failures["up"] = DriverError("no room")
    error = json.loads(driver.run("-o", "json").stdout)["error"]
    assert (error["code"], error["text"]) == ("failed", "no room")
    assert error["resource"].startswith("dev-")
    driver.backend.failures["up"] = DriverError("no room")
    assert json.loads(driver.run("up", "-o", "json").stdout)["error"]["resource"] == "local-dev"
    assert driver.run("up", "--quiet").code == 0
    refused = driver.run("token", "--user", "nobody@example.com", "-o", "json")
    assert json.loads(refused.stdout)["error"]["resource"] == "local-dev"
    assert "resource" not in json.loads(driver.run("token", "--nonsense", "-o", "json").stdout)["error"]


def test_a_clean_up_that_fails_too_is_said_with_the_first_failure(driver: Driver):
    driver.backend.failures |= {"up": DriverError("No room."), "destroy": DriverError("No way out.")}
    ran = driver.run()
    assert ran.code == 1
    assert "No room. Cleaning up failed too: No way out." in ran.stderr


def test_an_interrupted_one_shot_destroys_and_leaves_with_the_signals_code(driver: Driver):
    driver.backend.failures["up"] = Interrupted(15)
    ran = driver.run()
    assert ran.code == 143
    assert "Interrupted: destroying the environment" in ran.stderr
    assert driver.run("list", "-o", "json").json() == []


def test_a_mistake_of_ours_has_its_traceback_for_the_asking_only(driver: Driver):
    driver.backend.failures["up"] = ZeroDivisionError("oops")
    assert "ZeroDivisionError" in driver.run().stderr
    driver.backend.failures["up"] = ZeroDivisionError("oops")
    assert "Traceback" in driver.run("--verbose").stderr


def test_a_flow_no_client_allows_is_refused_before_anything_is_deployed(driver: Driver):
    ran = driver.run("--flow", "custom")
    assert ran.code == 2
    assert driver.backend.calls == []


def test_serve_answers_a_line_for_a_line_until_it_ends(driver: Driver):
    asked = [
        {"do": "create_user", "id": 1, "username": "ada@example.com", "groups": ["staff"]},
        {"do": "tokens", "id": 2, "user": "ada@example.com"},
        {"do": "fly", "id": 3},
        {"do": "end", "id": 4},
        {"do": "variables", "id": 5},
    ]
    ran = driver.run("serve", stdin="\n".join(map(json.dumps, asked)) + "\n")
    assert ran.code == 0, ran.stderr
    first, *answers = map(json.loads, ran.stdout.splitlines())
    assert first["protocol"] >= 1
    assert [(one["id"], one["ok"]) for one in answers] == [(1, True), (2, True), (3, False), (4, True)]
    assert driver.engine.engine.store.pools == {}


class Form(HTMLParser):
    """The first form of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.values = "", dict[str, str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and not self.action:
            self.action = given.get("action") or ""
        elif tag == "input" and given.get("name"):
            self.values[str(given["name"])] = given.get("value") or ""


def sign_in_as_a_browser(url: str, username: str, password: str) -> None:
    """Follow the address to the page, fill it in, and follow what it answers to the callback."""
    with requests.Session() as http:
        http.trust_env = False
        page = http.get(url, timeout=30)
        form = Form(page.text)
        values = form.values | {"username": username, "password": password}
        http.post(urljoin(page.url, form.action), values, timeout=30)


@pytest.fixture
def with_callback(driver: Driver) -> Driver:
    web, batch = SETTINGS["clients"]
    callback = f"http://localhost:{free_port()}"
    driver.write_stack("dev", {**SETTINGS, "clients": [{**web, "callback_urls": [callback]}, batch]})
    driver.run("up", "--quiet")
    return driver


def test_login_shows_and_keeps_the_tokens_of_who_signed_in(with_callback: Driver, monkeypatch: pytest.MonkeyPatch):
    driver = with_callback
    driver.run("users", "create", "ada@example.com", "--password", "-", "--quiet", stdin="Correct-h0rse\n")

    def open_browser(url: str) -> bool:
        arguments = (url, "ada@example.com", "Correct-h0rse")
        threading.Thread(target=sign_in_as_a_browser, args=arguments, daemon=True).start()
        return True

    monkeypatch.setattr("automation.commands.login.open_browser", open_browser)
    ran = driver.run("login", "-o", "json")
    found = ran.json()
    assert found["claims"]["id_token"]["email"] == "ada@example.com"
    assert "signed in as ada@example.com, verified" in ran.stderr
    kept = driver.run("token", "--user", "ada@example.com", "-o", "raw").stdout.strip()
    assert kept == found["access_token"]
    assert driver.run("login", "-o", "raw").stdout.count(".") == 2


@pytest.mark.parametrize("option", ["--idp", "--identity-provider"])
def test_login_tells_the_pages_who_comes_in_which_language_and_by_which_provider(
    with_callback: Driver, monkeypatch: pytest.MonkeyPatch, option: str
):
    asked: dict[str, list[str]] = {}

    def open_browser(url: str) -> bool:
        with requests.Session() as http:
            http.trust_env = False
            address = http.get(url, timeout=30, allow_redirects=False).headers["Location"]
        asked.update(parse_qs(urlsplit(address).query))
        return True

    def opened_aside(url: str) -> bool:
        threading.Thread(target=open_browser, args=(url,), daemon=True).start()
        return True

    monkeypatch.setattr("automation.commands.login.open_browser", opened_aside)
    ran = with_callback.run(
        "login", "--timeout", "2s", option, "Corp", "--login-hint", "ada@example.com", "--prompt", "select_account",
        "--lang", "pt-BR",
    )  # fmt: skip
    assert "Nobody signed in" in ran.stderr
    told = {name: asked[name] for name in ("identity_provider", "login_hint", "prompt", "lang")}
    assert told == {
        "identity_provider": ["Corp"],
        "login_hint": ["ada@example.com"],
        "prompt": ["select_account"],
        "lang": ["pt-BR"],
    }


def trust_corp(driver: Driver) -> None:
    """The pool's users may come from Corp, for which the engine's test provider stands."""
    EngineControl(driver.engine.endpoint_url, driver.engine.credentials).set_identity_providers({"Corp": {}})
    outputs, cognito = driver.run("outputs", "-o", "json").json(), driver.cognito()
    pool, client = outputs["user_pool_id"], outputs["clients"]["web"]["client_id"]
    corp = {
        "client_id": "cognito",
        "client_secret": "hush",
        "attributes_request_method": "GET",
        "oidc_issuer": "https://corp.example",
        "authorize_scopes": "openid email",
        **{f"{name}_url": f"https://corp.example/{name}" for name in ("authorize", "token", "attributes")},
        "jwks_uri": "https://corp.example/jwks",
    }
    cognito.create_identity_provider(
        UserPoolId=pool, ProviderName="Corp", ProviderType="OIDC", ProviderDetails=corp,
        AttributeMapping={"email": "email", "email_verified": "email_verified"},
    )  # fmt: skip
    known = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    kept = ("ExplicitAuthFlows", "AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs")
    cognito.update_user_pool_client(
        UserPoolId=pool, ClientId=client, AllowedOAuthFlowsUserPoolClient=True,
        SupportedIdentityProviders=["COGNITO", "Corp"], **{name: known[name] for name in kept},
    )  # fmt: skip


def test_login_at_the_test_provider_begins_on_its_page_with_the_name_that_was_hinted(
    with_callback: Driver, monkeypatch: pytest.MonkeyPatch
):
    driver = with_callback
    trust_corp(driver)
    hinted: list[str] = []

    def sign_in_at_corp(url: str) -> None:
        with requests.Session() as http:
            http.trust_env = False
            page = http.get(url, timeout=30)
            hinted.extend(re.findall(r'name="username"[^>]*value="([^"]*)"', page.text))
            form = Form(page.text)
            http.post(urljoin(page.url, form.action), form.values | {"username": "grace"}, timeout=30)

    def open_browser(url: str) -> bool:
        threading.Thread(target=sign_in_at_corp, args=(url,), daemon=True).start()
        return True

    monkeypatch.setattr("automation.commands.login.open_browser", open_browser)
    found = driver.run("login", "--idp", "Corp", "--login-hint", "grace", "-o", "json").json()
    assert found["claims"]["id_token"]["identities"][0]["providerName"] == "Corp"
    assert hinted[0] == "grace"


def test_login_gives_up_when_nobody_comes(with_callback: Driver):
    ran = with_callback.run("login", "--no-browser", "--timeout", "0.1s")
    assert ran.code == 1
    assert "Nobody signed in" in ran.stderr
    assert "Open this in a browser:" in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--client", "batch"], "no callback URL on this machine"),
        (["--redirect-uri", "http://localhost:1/other"], "isn't a callback URL of the app client web"),
        (["--client", "nobody"], "nobody"),
        (["--signup", "--idp", "Corp"], "--signup is for the pool's own users"),
        (["--lang", "klingon"], "isn't a language"),
    ],
)
def test_login_says_which_client_cannot(with_callback: Driver, words: list[str], said: str):
    ran = with_callback.run("login", *words)
    assert ran.code == 2
    assert said in ran.stderr


def a_pool_made_by_hand(driver: Driver) -> str:
    cognito = driver.cognito()
    pool_id: str = cognito.create_user_pool(PoolName="By hand")["UserPool"]["Id"]
    cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="web")
    return pool_id


@pytest.fixture
def importing(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Driver:
    """Takes over what it is told to without Pulumi."""
    monkeypatch.setattr("automation.adoption.takeover.take_over", lambda _kept, resources, **_: len(resources))
    return driver


def test_adopt_writes_the_configuration_of_a_pool_and_says_what_it_took(importing: Driver):
    pool_id = a_pool_made_by_hand(importing)
    found = importing.run("adopt", pool_id, "-o", "json").json()
    assert (found["stack"], found["user_pool_id"], found["changes"]) == ("by-hand", pool_id, 0)
    assert "pool_name: By hand" in (importing.root / "Pulumi.by-hand.yaml").read_text()
    again = importing.run("adopt", pool_id)  # before anything has asked for the stack's outputs
    assert again.code == 2
    assert f"The user pool {pool_id} belongs to the stack local-by-hand of this project" in again.stderr
    assert importing.run("adopt", a_pool_made_by_hand(importing), "-o", "raw").stdout == "by-hand-2\n"
    assert "Adopted the user pool" in importing.run("adopt", a_pool_made_by_hand(importing)).stdout


def test_adopt_refuses_a_pool_that_a_stack_of_the_project_keeps(importing: Driver):
    assert importing.run("up", "--quiet").code == 0
    pool_id = importing.run("outputs", "-o", "json").json()["user_pool_id"]
    ran = importing.run("adopt", pool_id)
    assert ran.code == 2
    assert f"The user pool {pool_id} belongs to the stack local-dev of this project" in ran.stderr
    assert importing.run("outputs", "-o", "json").json()["user_pool_id"] == pool_id


def test_adopt_says_which_secrets_its_configuration_holds_and_how_they_are_encrypted(importing: Driver):
    pool_id = a_pool_made_by_hand(importing)
    details = {"client_id": "c", "client_secret": "hush-hush", "oidc_issuer": "https://login.example.com"}
    importing.cognito().create_identity_provider(
        UserPoolId=pool_id, ProviderName="Company", ProviderType="OIDC",
        ProviderDetails={**details, "attributes_request_method": "GET", "authorize_scopes": "openid"},
    )  # fmt: skip
    ran = importing.run("adopt", pool_id)
    path = "cognito-access-token:auth.identity_providers[0].provider_details.client_secret"
    assert f"pulumi config set --secret --stack by-hand --path '{path}'" in ran.stderr
    assert "hush-hush" not in ran.stderr


def test_adopt_names_what_it_leaves_beside_the_pool_and_touches_none_of_it(importing: Driver):
    pool_id = a_pool_made_by_hand(importing)
    (client,) = importing.cognito().list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"]
    provider = f"cognito-idp.us-east-1.amazonaws.com/{pool_id}"

    def call(operation: str, **parameters: object) -> dict[str, object]:
        return dict(importing.engine.engine.call(operation, parameters, region="us-east-1", service=IDENTITY_POOLS))

    identities = call(
        "CreateIdentityPool", IdentityPoolName="photos", AllowUnauthenticatedIdentities=False,
        CognitoIdentityProviders=[{"ProviderName": provider, "ClientId": client["ClientId"]}],
    )["IdentityPoolId"]  # fmt: skip
    call(
        "SetIdentityPoolRoles", IdentityPoolId=identities, Roles={"authenticated": "arn:aws:iam::123456789012:role/a"},
        RoleMappings={f"{provider}:{client['ClientId']}": {"Type": "Token", "AmbiguousRoleResolution": "Deny"}},
    )  # fmt: skip
    before = [call(one, IdentityPoolId=identities) for one in ("DescribeIdentityPool", "GetIdentityPoolRoles")]
    ran = importing.run("adopt", pool_id)
    assert ran.code == 0
    left = f"the identity pool photos ({identities}) with its roles and role mappings"
    assert f"Left as it is, outside the stack: {left}" in ran.stderr
    assert "photos" not in (importing.root / "Pulumi.by-hand.yaml").read_text()
    assert before == [call(one, IdentityPoolId=identities) for one in ("DescribeIdentityPool", "GetIdentityPoolRoles")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "nonsense"),
        (["us-east-1_Missing00", "--region", "eu-central-1"], "is in us-east-1, not in eu-central-1"),
        (["us-east-1_Missing00", "--stack", "dev"], "has a configuration"),
        (["us-east-1_Missing00", "--stack", "local-x"], "can't name a new stack"),
    ],
)
def test_adopt_refuses_before_anything_is_read(importing: Driver, words: list[str], said: str):
    ran = importing.run("adopt", *words)
    assert ran.code == 2
    assert said in ran.stderr


def test_an_adoption_that_fails_leaves_no_configuration(driver: Driver, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> int:
        raise DriverError("The import failed.")

    monkeypatch.setattr("automation.adoption.takeover.take_over", fail)
    ran = driver.run("adopt", a_pool_made_by_hand(driver))
    assert ran.code == 1
    assert "The import failed." in ran.stderr
    assert not (driver.root / "Pulumi.by-hand.yaml").exists()
    assert driver.run("list", "-o", "json").json() == []


def test_an_adoption_that_was_killed_after_its_import_is_said_undone_and_repeated_by_its_name(
    driver: Driver, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    pool_id, left = a_pool_made_by_hand(driver), tmp_path_factory.mktemp("left")

    def killed(kept: KeptStack, *_: object, **__: object) -> int:
        kept.deployment.create_stack()
        kept.remember({"user_pool_id": pool_id})
        shutil.copytree(driver.root, left, dirs_exist_ok=True)  # what there is now is all that a SIGKILL would leave
        raise DriverError("The import failed.")

    monkeypatch.setattr("automation.adoption.takeover.take_over", killed)
    assert driver.run("adopt", pool_id).code == 1
    shutil.copytree(left, driver.root, dirs_exist_ok=True)
    driver.backend.calls.clear()
    monkeypatch.setattr("automation.adoption.takeover.take_over", lambda _kept, resources, **_: len(resources))

    again = driver.run("adopt", pool_id, "-o", "json")

    assert again.json()["stack"] == "by-hand"
    assert f"An earlier adoption of {pool_id} as by-hand was killed; starting again\n" in again.stderr
    assert driver.backend.calls == ["let_go"]
    assert [one["environment"] for one in driver.run("list", "-o", "json").json()] == ["local-by-hand"]


def test_doctor_says_what_is_there_and_what_is_missing(driver: Driver):
    findings = {one["check"]: one for one in driver.run("doctor", "-o", "json").json()}
    assert findings["configuration"]["ok"]
    assert findings["local engine"]["found"].startswith("running at http://127.0.0.1:")
    driver.write_stack("dev", {**SETTINGS, "mfa_configuration": "SOMETIMES"})
    ran = driver.run("doctor")
    assert ran.code == 1
    assert "MISSING  configuration" in ran.stdout
    aws = driver.run("doctor", "--target", "aws")
    assert aws.code == 1


def test_the_local_engine_is_described_in_each_form(driver: Driver, monkeypatch: pytest.MonkeyPatch):
    asked: dict[str, Any] = {}
    monkeypatch.setattr(service, "start", lambda _root, **given: asked.update(given) or driver.running())
    started = driver.run("local", "start", "--quotas", "--issuer", "local", "--port", "4000", "-o", "json").json()
    assert started["endpoint_url"] == driver.engine.endpoint_url
    assert (asked["port"], asked["modes"]) == (4000, {"quotas": True, "issuer_is_local": True})
    assert driver.run("local", "status", "-o", "raw").stdout == f"{driver.engine.endpoint_url}\n"
    assert driver.engine.endpoint_url in driver.run("local", "status").stdout
    stopped: list[object] = []
    monkeypatch.setattr(service, "stop", stopped.append)
    assert driver.run("local", "stop").code == 0
    assert stopped == [driver.root]


def test_an_engine_that_is_gone_or_silent_is_said(driver: Driver, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(service, "answers", lambda *_: False)
    silent = driver.run("local", "status")
    assert silent.code == 1
    assert "isn't responding" in silent.stderr
    monkeypatch.setattr(service, "status", lambda _root: None)
    assert driver.run("local", "status").code == 1
    told = json.loads(driver.run("local", "status", "-o", "json").stdout)
    assert told["error"]["code"] == "local_engine_failed"
    for words in (["inbox"], ["clock"], ["events"]):
        ran = driver.run("local", *words)
        assert ran.code == 1
        assert "isn't running" in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["stop", "--port", "4000"], "--port is an option of `local start` and `local gateway`"),
        (["start", "--to", "ada"], "--to is an option of `local inbox` and `local gateway`"),
        (["status", "now"], "doesn't take 'now'"),
        (["events", "now"], "doesn't take a value"),
        (["restore"], "needs the name of a snapshot"),
    ],
)
def test_words_that_do_not_go_together_are_refused(driver: Driver, words: list[str], said: str):
    ran = driver.run("local", *words)
    assert ran.code == 2
    assert said in ran.stderr


def test_the_engines_clock_is_read_moved_and_set_back(driver: Driver):
    before = driver.run("local", "clock", "-o", "json").json()
    assert before["offset_s"] == 0
    assert driver.run("local", "clock", "+2h", "-o", "json").json()["offset_s"] == 7200
    assert driver.run("local", "clock", "2030-01-01T00:00:00Z", "-o", "raw").stdout.startswith("2030-01-01T00:00:0")
    assert "ahead by" in driver.run("local", "clock").stdout
    assert driver.run("local", "clock", "reset", "-o", "json").json()["offset_s"] == 0


def test_the_latest_calls_are_listed(driver: Driver):
    driver.run("up", "--quiet")
    assert "CreateUserPool" in driver.run("local", "events").stdout
    listed = driver.run("local", "events", "-o", "json").json()
    assert any(event.get("operation") == "CreateUserPool" for event in listed)
    first = json.loads(driver.run("local", "events", "-o", "raw").stdout.splitlines()[0])
    assert first == listed[0]


def test_the_inbox_shows_what_was_sent(driver: Driver):
    driver.run("up", "--quiet")
    empty = driver.run("local", "inbox")
    assert (empty.code, empty.stdout) == (0, "")
    none = driver.run("local", "inbox", "--wait", "0.1s")
    assert none.code == 1
    web = driver.run("outputs", "-o", "json").json()["clients"]["web"]
    secret = base64.b64encode(
        hmac.digest(web["client_secret"].encode(), f"ada@example.com{web['client_id']}".encode(), "sha256")
    ).decode()
    driver.cognito().sign_up(
        ClientId=web["client_id"], SecretHash=secret, Username="ada@example.com", Password="Correct-h0rse"
    )
    (message,) = driver.run("local", "inbox", "--to", "ada@example.com", "-o", "json").json()
    assert driver.run("local", "inbox", "-o", "raw").stdout.strip() == message["code"]
    assert "to ada@example.com" in driver.run("local", "inbox").stdout


def test_local_env_prints_what_a_shell_evaluates(driver: Driver, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("automation.commands.local.prepare", lambda *_, **__: {"PULUMI_STACK": "local-dev"})
    assert driver.run("local", "env", "-o", "json").json() == {"PULUMI_STACK": "local-dev"}
    assert "export PULUMI_STACK=local-dev" in driver.run("local", "env").stdout


def test_what_the_local_engine_cannot_do_is_an_error_with_a_code(driver: Driver, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise ServiceError("The local engine didn't start.")

    monkeypatch.setattr(service, "start", fail)
    ran = driver.run("up", "-o", "json")
    assert ran.code == 1
    assert json.loads(ran.stdout)["error"]["code"] == "local_engine_failed"


def test_hostile_tokens_are_listed_with_their_reasons(driver: Driver):
    driver.run("up", "--quiet")
    ran = driver.run("hostile-tokens", "-o", "json")
    assert ran.code == 0, ran.stderr
    assert {"expired"} <= {one["name"] for one in json.loads(ran.stdout)}
