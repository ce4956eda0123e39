"""JavaScript functions run as they do on Lambda."""

import json

import pytest

from tests.local.cognito.triggers.project import ARN, Project, last_call, message_of, refusal, sign_up
from tests.node import node_variables

CONFIRMED = {"autoConfirmUser": True, "autoVerifyEmail": False, "autoVerifyPhone": False}


@pytest.fixture(autouse=True)
def node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", node_variables()["PATH"])


@pytest.mark.parametrize(
    "body",
    [
        "async (event) => { event.response.autoConfirmUser = true; return event; }",
        "(event) => { event.response.autoConfirmUser = true; return Promise.resolve(event); }",
        "(event, context, callback) => { event.response.autoConfirmUser = true; callback(null, event); }",
        "(event, context, done) => { event.response.autoConfirmUser = true; setTimeout(() => done(null, event)); }",
        "(event, context) => { event.response.autoConfirmUser = true; context.done(null, event); }",
        "(event, context) => { event.response.autoConfirmUser = true; context.succeed(event); }",
    ],
)
def test_every_style_of_answering(project: Project, body: str) -> None:
    triggers = project.javascript(f"exports.handler = {body};")

    assert [sign_up(triggers), sign_up(triggers)] == [CONFIRMED, CONFIRMED]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".js", "exports.handler = async (event) => event;"),
        (".cjs", "module.exports = { handler: async (event) => event };"),
        (".mjs", "export const handler = async (event) => event;"),
        (".mjs", "const handler = async (event) => event; export { handler };"),
    ],
)
def test_every_kind_of_module(project: Project, suffix: str, text: str) -> None:
    triggers = project.javascript(text, suffix)

    assert sign_up(triggers)["autoConfirmUser"] is False


def test_the_package_says_what_kind_a_js_file_is(project: Project) -> None:
    (project.folder / "package.json").write_text('{"type": "module"}')
    project.write("words.js", "export const word = 'imported';")
    triggers = project.javascript(
        "import { word } from './words.js';\n"
        "export const handler = async (event) => { event.response.emailMessage = word; return event; };"
    )

    assert message_of(triggers) == "imported"


def test_the_context_is_that_of_lambda(project: Project) -> None:
    triggers = project.javascript(
        "exports.handler = async (event, context) => {\n"
        "  const { functionName, functionVersion, invokedFunctionArn, logGroupName } = context;\n"
        "  const remaining = context.getRemainingTimeInMillis();\n"
        "  const found = { functionName, functionVersion, invokedFunctionArn, logGroupName,\n"
        "    remaining: 0 < remaining && remaining <= 120000, request: context.awsRequestId.length,\n"
        "    variable: process.env.AWS_LAMBDA_FUNCTION_NAME };\n"
        "  event.response.emailMessage = JSON.stringify(found);\n  return event;\n};"
    )

    assert json.loads(message_of(triggers)) == {
        "functionName": "function",
        "functionVersion": "$LATEST",
        "invokedFunctionArn": ARN + "function",
        "logGroupName": "/aws/lambda/function",
        "remaining": True,
        "request": 36,
        "variable": "function",
    }


def test_what_it_prints_is_its_log(project: Project) -> None:
    triggers = project.javascript(
        "console.log('loaded');\nexports.handler = async (event) => {\n"
        "  console.log('printed');\n  console.error('to stderr');\n  return event;\n};"
    )

    sign_up(triggers)

    assert last_call(triggers).log == ("loaded", "printed", "to stderr")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("async () => { throw new Error('not invited'); }", "not invited"),
        ("() => { throw new Error('not invited'); }", "not invited"),
        ("(event, context, callback) => callback(new Error('not invited'))", "not invited"),
        ("(event, context, callback) => callback('not invited')", "not invited"),
        ("(event, context) => context.fail('not invited')", "not invited"),
        ("async () => Promise.reject('not invited')", "not invited"),
        ("() => { setTimeout(() => { throw new Error('not caught'); }); }", "not caught"),
        ("() => { Promise.reject(new Error('not awaited')); return new Promise(() => {}); }", "not awaited"),
    ],
)
def test_what_it_raises_refuses(project: Project, body: str, message: str) -> None:
    triggers = project.javascript(f"exports.handler = {body};")

    expected = f"UserLambdaValidationException: PreSignUp failed with error {message}."
    assert [refusal(triggers), refusal(triggers)] == [expected, expected]


@pytest.mark.parametrize(
    "body",
    ["(event) => event", "() => {}", "async () => {}", "() => new Promise(() => {})", "(e, c, callback) => callback()"],
)
def test_a_function_that_answers_nothing_is_refused(project: Project, body: str) -> None:
    triggers = project.javascript(f"exports.handler = {body};")

    expected = "InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON"
    assert [refusal(triggers), refusal(triggers)] == [expected, expected]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("require('there-is-no-such-package');", "Error: Cannot find module 'there-is-no-such-package'"),
        ("exports.handler = (", "SyntaxError: "),
        ("exports.other = () => {};", "function.handler is undefined or not exported"),
        ("throw new Error('no database');", "no database"),
    ],
)
def test_a_file_that_does_not_load_refuses_every_call(project: Project, text: str, message: str) -> None:
    triggers = project.javascript(text)

    expected = f"UserLambdaValidationException: PreSignUp failed with error {message}"
    assert [refusal(triggers)[: len(expected)], refusal(triggers)[: len(expected)]] == [expected, expected]


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ("10n", "UserLambdaValidationException: PreSignUp failed with error Unable to stringify response body."),
        (
            "'x'.repeat(7000000)",
            (
                "UserLambdaValidationException: PreSignUp failed with error "
                "Response payload size exceeded maximum allowed payload size (6291556 bytes).."
            ),
        ),
        ("{ foo: 1 }", "InvalidLambdaResponseException: Unrecognizable lambda output"),
    ],
)
def test_an_answer_that_is_no_event_is_refused(project: Project, result: str, message: str) -> None:
    triggers = project.javascript(f"exports.handler = async () => ({result});")

    assert refusal(triggers) == message


def test_a_large_event_arrives_whole(project: Project) -> None:
    triggers = project.javascript(
        "exports.handler = async (event) => {\n"
        "  event.response.userAttributesToMap = { length: String(event.request.attributes.samlResponse.big.length) };\n"
        "  return event;\n};"
    )
    big = "ü€" * 400_000
    event = {"userPoolId": "p", "request": {"attributes": {"samlResponse": {"big": big}}}, "response": {}}

    response = triggers.invoke(
        trigger="InboundFederation", source="InboundFederation_ExternalProvider", arn=ARN + "function", event=event
    )

    assert response["userAttributesToMap"] == {"length": str(len(big))}


def test_without_node_the_error_says_so(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project.folder))
    triggers = project.javascript("exports.handler = async (event) => event;")

    assert "function can't be started: Node.js (`node` on PATH): No such file or directory." in refusal(triggers)
