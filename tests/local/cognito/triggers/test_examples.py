"""Every example of docs/triggers.md is run, and the page shows the examples as they are."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.triggers.configuration import read_functions
from local.cognito.triggers.events import challenges, federation, messages, migration, senders, sign_up, tokens
from local.cognito.triggers.events.authentication import post_authentication, pre_authentication
from local.cognito.triggers.events.common import TriggerContext, user_attributes
from local.cognito.triggers.invocation import Triggers
from local.cognito.triggers.kms import LocalKms
from local.cognito.triggers.lambda_config import TRIGGERS
from local.cognito.triggers.token_overrides import apply_token_overrides
from tests.local.cognito.triggers.project import ARN, PATIENT
from tests.node import node_variables

ROOT = Path(__file__).parents[4]
EXAMPLES = ROOT / "examples" / "triggers"
PAGE = ROOT / "docs" / "triggers.md"
CONTEXT = TriggerContext("us-east-1", "us-east-1_Example01", "1example23456789")
ADA = user_attributes({"sub": "uuid", "email": "ada@example.com"}, "CONFIRMED")
TRIGGER_OF = {
    "pre_sign_up": "PreSignUp",
    "post_confirmation": "PostConfirmation",
    "pre_authentication": "PreAuthentication",
    "post_authentication": "PostAuthentication",
    "custom_message": "CustomMessage",
    "define_auth_challenge": "DefineAuthChallenge",
    "create_auth_challenge": "CreateAuthChallenge",
    "verify_auth_challenge": "VerifyAuthChallengeResponse",
    "pre_token": "PreTokenGeneration",
    "pre_token_access": "PreTokenGeneration",
    "pre_token_machine": "PreTokenGeneration",
    "user_migration": "UserMigration",
    "custom_email_sender": "CustomEmailSender",
    "custom_sms_sender": "CustomSMSSender",
    "inbound_federation": "InboundFederation",
}
"""The examples' files, without suffixes."""


class Examples:
    """The examples, each by its file's name."""

    def __init__(self, triggers: Triggers) -> None:
        self.triggers = triggers

    def call(self, file: str, event: JsonObject) -> JsonObject:
        return self.triggers.invoke(
            trigger=TRIGGER_OF[file], source=event["triggerSource"], arn=f"{ARN}{file}", event=event
        )

    def send(self, file: str, event: JsonObject, code: str) -> tuple[str, ...]:
        self.triggers.invoke_later(
            trigger=TRIGGER_OF[file],
            source=event["triggerSource"],
            arn=f"{ARN}{file}",
            event=event,
            plaintext_code=code,
        )
        self.triggers.wait_for_senders()
        call = self.triggers.latest()[0]
        assert call.outcome == "ok", call.error
        return call.log


@pytest.fixture(scope="module")
def variables() -> dict[str, str]:
    return {"AWS_ACCESS_KEY_ID": "of-the-engine", "AWS_SECRET_ACCESS_KEY": "of-the-engine", "AWS_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def examples(variables: dict[str, str]) -> Iterator[Examples]:
    patched = pytest.MonkeyPatch()
    patched.setenv("PATH", node_variables()["PATH"])
    functions = read_functions({name: {"handler": f"triggers/{name}.handler"} for name in TRIGGER_OF}, EXAMPLES.parent)
    triggers = Triggers(functions, variables=variables, limits=PATIENT)
    yield Examples(triggers)
    triggers.close()
    patched.undo()


@pytest.mark.parametrize(
    ("source", "email", "confirmed"),
    [
        (sign_up.BY_USER, "ada@example.com", True),
        (sign_up.BY_USER, "ada@example.net", False),
        (sign_up.BY_ADMINISTRATOR, "ada@example.com", False),
    ],
)
def test_pre_sign_up(examples: Examples, source: str, email: str, confirmed: bool) -> None:  # noqa: FBT001
    event = sign_up.pre_sign_up(CONTEXT, source, "ada", {"email": email})

    answer = sign_up.read_pre_sign_up(examples.call("pre_sign_up", event), source)

    assert answer == sign_up.PreSignUpAnswer(confirm=confirmed, verify_email=confirmed)


def test_pre_sign_up_refuses(examples: Examples) -> None:
    event = sign_up.pre_sign_up(CONTEXT, sign_up.BY_USER, "eve", {"email": "eve@example.org"})

    with pytest.raises(CognitoError, match="PreSignUp failed with error nobody from example\\.org may sign up"):
        examples.call("pre_sign_up", event)


def test_post_confirmation_calls_cognito_back(examples: Examples, variables: dict[str, str]) -> None:
    called: list[tuple[str, JsonObject]] = []

    class Cognito(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            called.append((self.headers["X-Amz-Target"], body))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *arguments) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Cognito)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        variables["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{server.server_port}"
        event = sign_up.post_confirmation(CONTEXT, sign_up.SIGNED_UP, "ada", ADA)
        examples.call("post_confirmation", event)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

    group = {"UserPoolId": "us-east-1_Example01", "Username": "ada", "GroupName": "customers"}
    assert called == [("AWSCognitoIdentityProviderService.AdminAddUserToGroup", group)]


def test_pre_authentication(examples: Examples) -> None:
    examples.call("pre_authentication", pre_authentication(CONTEXT, "ada", ADA))
    event = pre_authentication(CONTEXT, "ada", {**ADA, "custom:contract_ends": "2020-01-31"})
    with pytest.raises(CognitoError, match="PreAuthentication failed with error your contract has ended"):
        examples.call("pre_authentication", event)


def test_post_authentication(examples: Examples) -> None:
    event = post_authentication(CONTEXT, "ada", ADA, new_device_used=True)

    examples.call("post_authentication", event)

    assert examples.triggers.latest()[0].log == ("[INFO]\tada has signed in from a new device",)


@pytest.mark.parametrize(
    ("source", "locale", "subject", "body"),
    [
        ("CustomMessage_SignUp", "en-GB", "Your code", "Your code is {####}."),
        ("CustomMessage_ForgotPassword", "de-AT", "Ihr Code", "Ihr Code ist {####}."),
        (messages.INVITATION, "en", "Your code", "Hello {username}. Your code is {####}."),
    ],
)
def test_custom_message(examples: Examples, source: str, locale: str, subject: str, body: str) -> None:
    event = messages.custom_message(CONTEXT, source, "ada", {**ADA, "locale": locale})

    response = examples.call("custom_message", event)

    expected = messages.CustomMessage(body, body, subject)
    assert messages.read_custom_message(response, source, "EMAIL") == expected
    assert messages.read_custom_message(response, source, "SMS") == expected


def test_a_custom_sign_in(examples: Examples) -> None:
    session: list[challenges.ChallengeResult] = []
    for answer in ("no idea", " Towel "):
        define = challenges.define_auth_challenge(CONTEXT, "ada", ADA, session)
        following = examples.call("define_auth_challenge", define)
        assert challenges.read_define_auth_challenge(following).name == "CUSTOM_CHALLENGE"

        create = challenges.create_auth_challenge(CONTEXT, "ada", ADA, session)
        made = examples.call("create_auth_challenge", create)
        challenge = challenges.read_create_auth_challenge(made)
        assert set(challenge.public_parameters) == {"question"}

        verify = challenges.verify_auth_challenge(
            CONTEXT, "ada", ADA, private_parameters=challenge.private_parameters, answer=answer
        )
        judged = examples.call("verify_auth_challenge", verify)
        passed = challenges.read_verify_auth_challenge(judged)
        session.append(challenges.ChallengeResult("CUSTOM_CHALLENGE", passed=passed, metadata=challenge.metadata))

    assert [result.passed for result in session] == [False, True]
    last = challenges.define_auth_challenge(CONTEXT, "ada", ADA, session)
    decided = challenges.read_define_auth_challenge(examples.call("define_auth_challenge", last))
    assert decided.issue_tokens


def test_a_custom_sign_in_fails_after_three_wrong_answers(examples: Examples) -> None:
    session = [challenges.ChallengeResult("CUSTOM_CHALLENGE", passed=False)] * 3
    event = challenges.define_auth_challenge(CONTEXT, "ada", ADA, session)

    response = examples.call("define_auth_challenge", event)

    assert challenges.read_define_auth_challenge(response).fail


ID = {"sub": "uuid", "email": "ada@example.com", "phone_number": "+12065550100", "cognito:groups": ["staff"]}
ACCESS = {"sub": "uuid", "username": "ada", "client_id": "c", "scope": "openid aws.cognito.signin.user.admin"}


def test_pre_token_generation_version_one(examples: Examples) -> None:
    groups = tokens.GroupConfiguration(["staff"])
    attributes = {**ADA, "custom:tenant": "acme"}
    event = tokens.pre_token_generation(CONTEXT, tokens.AUTHENTICATION, "ada", attributes, groups=groups)

    response = examples.call("pre_token", event)
    id_claims, access_claims = apply_token_overrides(ID, ACCESS, response, "V1_0")

    both = {"cognito:groups": ["staff", "everybody"]}
    assert id_claims == {"sub": "uuid", "email": "ada@example.com", "tenant": "acme", **both}
    assert access_claims == {**ACCESS, **both}


@pytest.mark.parametrize("version", ["V2_0", "V3_0"])
def test_pre_token_generation_version_two(examples: Examples, version: str) -> None:
    event = tokens.pre_token_generation(
        CONTEXT,
        tokens.HOSTED,
        "ada",
        ADA,
        version=version,
        groups=tokens.GroupConfiguration(["staff"]),
        scopes=["openid", "aws.cognito.signin.user.admin"],
    )

    response = examples.call("pre_token_access", event)
    id_claims, access_claims = apply_token_overrides(ID, ACCESS, response, version)

    assert id_claims == {**ID, "preferences": {"theme": "dark", "beta": True}}
    assert access_claims == {**ACCESS, "roles": ["staff"], "scope": "openid orders/read orders/write"}


def test_pre_token_generation_of_a_machine(examples: Examples) -> None:
    event = tokens.pre_token_generation(
        CONTEXT,
        tokens.CLIENT_CREDENTIALS,
        tokens.MACHINE_USER_NAME,
        {},
        version="V3_0",
        scopes=["orders/read"],
        client_metadata={"environment": "staging"},
    )
    claims = {"sub": "c", "client_id": "c", "scope": "orders/read"}

    response = examples.call("pre_token_machine", event)

    expected = {**claims, "environment": "staging", "limits": {"requests": 100}}
    assert apply_token_overrides(None, claims, response, "V3_0") == (None, expected)


def test_user_migration(examples: Examples) -> None:
    def migrated(source: str, name: str, password: str | None = None) -> migration.MigratedUser | None:
        event = migration.user_migration(CONTEXT, source, name, password=password)
        return migration.read_user_migration(examples.call("user_migration", event))

    attributes = {"email": "ada@example.com", "email_verified": "true", "name": "Ada"}
    right = migrated(migration.AT_SIGN_IN, "ada@example.com", "Analytical-Engine-1")
    assert right == migration.MigratedUser(attributes, final_status="CONFIRMED", message_action="SUPPRESS")
    forgotten = migrated(migration.AT_FORGOT_PASSWORD, "ada@example.com")
    assert forgotten == migration.MigratedUser(attributes, message_action="SUPPRESS")
    assert migrated(migration.AT_SIGN_IN, "eve@example.com", "x") is None
    with pytest.raises(CognitoError, match="UserMigration failed with error wrong password"):
        migrated(migration.AT_SIGN_IN, "ada@example.com", "x")


@pytest.mark.parametrize(
    ("file", "address"),
    [
        ("custom_email_sender", {"email": "ada@example.com"}),
        ("custom_sms_sender", {"phone_number": "+12065550100"}),
    ],
)
def test_custom_senders(examples: Examples, file: str, address: dict[str, str]) -> None:
    source = senders.sender_source(TRIGGER_OF[file], "CustomMessage_SignUp")
    code = LocalKms(b"s" * 32).encrypt_code("123456", "arn:aws:kms:us-east-1:123456789012:key/k")
    event = senders.custom_sender(CONTEXT, source, "ada", address, code=code)

    log = examples.send(file, event, "123456")

    assert log[-1].endswith(f"To {next(iter(address.values()))}: your code is ***")


def test_inbound_federation(examples: Examples) -> None:
    attributes = federation.oidc_attributes(
        {"access_token": "a"}, {"sub": "u", "email": "Ada@Example.com"}, {"picture": "p"}
    )
    event = federation.inbound_federation(
        CONTEXT, "u", provider_name="Example", provider_type="OIDC", attributes=attributes
    )

    response = examples.call("inbound_federation", event)

    assert federation.read_inbound_federation(response) == {"sub": "u", "email": "ada@example.com"}


def test_every_trigger_has_an_example_and_every_example_is_run() -> None:
    assert set(TRIGGER_OF.values()) == set(TRIGGERS)
    assert set(TRIGGER_OF) == {path.stem for path in EXAMPLES.iterdir() if path.is_file()}
    calls = Path(__file__).read_text(encoding="utf-8").partition("class Examples")[2]
    assert [name for name in TRIGGER_OF if f'"{name}"' not in calls] == []


def test_the_page_shows_the_examples_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    shown = re.findall(r"\(\.\./examples/triggers/([\w.]+)\):?\n\n```\w+\n(.*?)\n```\n", page, re.DOTALL)

    assert dict(shown) == {path.name: path.read_text().rstrip("\n") for path in EXAMPLES.iterdir() if path.is_file()}
