"""Functions that an address such as that of `sam local start-lambda` serves."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from local.cognito.triggers.events.sign_up import BY_USER
from local.cognito.triggers.limits import Limits
from tests.local.cognito.triggers.project import ARN, Project, last_call, refusal, sign_up, sign_up_event

Answer = tuple[int, dict[str, str], bytes]


class Endpoint:
    """Serves Lambda's Invoke; what it answers can be changed."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: Callable[[bytes], Answer] = lambda body: (200, {}, body)
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.requests.append((self.path, dict(self.headers), body))
                status, headers, answer = endpoint.answer(body)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(answer)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    yield made
    made.close()


def test_a_function_without_a_file_is_called_there(project: Project, endpoint: Endpoint) -> None:
    def confirm(body: bytes) -> Answer:
        event = json.loads(body)
        event["response"]["autoConfirmUser"] = True
        return 200, {}, json.dumps(event).encode()

    endpoint.answer = confirm
    triggers = project.triggers(endpoint_url=endpoint.url)

    assert sign_up(triggers)["autoConfirmUser"] is True
    path, headers, body = endpoint.requests[0]
    assert path == "/2015-03-31/functions/function/invocations"
    assert headers["X-Amz-Invocation-Type"] == "RequestResponse"
    assert "Authorization" not in headers
    assert json.loads(body) == sign_up_event()
    assert last_call(triggers).function == "function"


def test_a_version_is_a_qualifier_and_the_address_may_have_a_path(project: Project, endpoint: Endpoint) -> None:
    triggers = project.triggers(endpoint_url=endpoint.url + "/lambda/")

    sign_up(triggers, "function:live")

    assert endpoint.requests[0][0] == "/lambda/2015-03-31/functions/function/invocations?Qualifier=live"


def test_a_local_file_comes_first(project: Project, endpoint: Endpoint) -> None:
    triggers = project.python("def handler(event, context):\n    return event", endpoint_url=endpoint.url)

    sign_up(triggers)
    sign_up(triggers, "other")

    assert [path for path, _, _ in endpoint.requests] == ["/2015-03-31/functions/other/invocations"]


def test_an_error_of_the_function_refuses(project: Project, endpoint: Endpoint) -> None:
    error = json.dumps({"errorType": "Error", "errorMessage": "not invited", "trace": []}).encode()
    endpoint.answer = lambda _: (200, {"X-Amz-Function-Error": "Unhandled"}, error)
    triggers = project.triggers(endpoint_url=endpoint.url)

    assert refusal(triggers) == "UserLambdaValidationException: PreSignUp failed with error not invited."


@pytest.mark.parametrize(
    ("status", "headers", "body", "reason"),
    [
        (404, {"X-Amzn-ErrorType": "ResourceNotFoundException"}, b"{}", "ResourceNotFoundException"),
        (404, {"X-Amzn-ErrorType": "ResourceNotFoundException:http://a"}, b"", "ResourceNotFoundException"),
        (429, {}, b'{"__type": "com.amazonaws#TooManyRequestsException"}', "TooManyRequestsException"),
        (502, {}, b"<html>", "HTTP status 502"),
        (302, {"Location": "http://127.0.0.1:1/"}, b"", "HTTP status 302"),
    ],
)
def test_an_error_of_lambda_is_said(  # noqa: PLR0917 - a case's parameters
    project: Project, endpoint: Endpoint, status: int, headers: dict[str, str], body: bytes, reason: str
) -> None:
    endpoint.answer = lambda _: (status, headers, body)
    triggers = project.triggers(endpoint_url=endpoint.url)

    expected = f"UnexpectedLambdaException: PreSignUp invocation failed due to error {reason}."
    assert refusal(triggers) == expected
    assert (last_call(triggers).outcome, last_call(triggers).tries) == ("failed", 1)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"no JSON", "Invalid lambda function output : Invalid JSON"),
        (b"null", "Invalid lambda function output : Invalid JSON"),
        (b"[" * 100_000, "Invalid lambda function output : Invalid JSON"),
        (b"\xff\xfe", "Invalid lambda function output : Invalid JSON"),
        (b'{"response": ' + b'{"a":' * 200 + b"1" + b"}" * 201, "Invalid lambda function output : Invalid JSON"),
        (b'{"foo": 1}', "Unrecognizable lambda output"),
    ],
)
def test_an_answer_that_is_no_event_is_refused(project: Project, endpoint: Endpoint, body: bytes, message: str) -> None:
    endpoint.answer = lambda _: (200, {}, body)
    triggers = project.triggers(endpoint_url=endpoint.url)

    assert refusal(triggers) == f"InvalidLambdaResponseException: {message}"


def test_an_endless_answer_is_given_up(project: Project, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: (200, {}, b"x" * 7_000_000)
    triggers = project.triggers(endpoint_url=endpoint.url)

    assert "Response payload size exceeded maximum allowed payload size" in refusal(triggers)


def test_an_endpoint_that_is_not_there_is_named(project: Project) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        triggers = project.triggers(endpoint_url=url)

        assert refusal(triggers) == (
            "UnexpectedLambdaException: PreSignUp invocation failed due to error "
            f"Unable to execute HTTP request to {url}: Connection refused."
        )


@pytest.mark.parametrize(
    "url", ["localhost:3001", "http://", "http://[::1", "http://127.0.0.1:port", "nonsense", "http://\0"]
)
def test_an_endpoint_that_is_no_url_is_named(project: Project, url: str) -> None:
    found = refusal(project.triggers(endpoint_url=url))

    assert found.startswith(
        "UnexpectedLambdaException: PreSignUp invocation failed due to error Unable to execute HTTP"
    )


def test_an_endpoint_that_does_not_answer_is_tried_three_times(project: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        triggers = project.triggers(
            endpoint_url=f"http://127.0.0.1:{silent.getsockname()[1]}", limits=Limits(call_s=0.05)
        )

        assert refusal(triggers) == (
            "UnexpectedLambdaException: PreSignUp invocation failed due to error "
            "Socket timeout while invoking Lambda function."
        )
        assert (last_call(triggers).tries, last_call(triggers).source) == (3, BY_USER)


def test_an_answer_that_trickles_is_given_up(project: Project) -> None:
    # Each byte is in time, the whole isn't.
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def trickle() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                    while not stop.wait(0.01):
                        try:
                            connection.sendall(b" ")
                        except OSError:
                            break

        thread = threading.Thread(target=trickle)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.getsockname()[1]}"
            triggers = project.triggers(endpoint_url=url, limits=Limits(call_s=0.2, tries=1))
            assert "Socket timeout while invoking Lambda function" in refusal(triggers)
        finally:
            stop.set()
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_the_arn_is_no_way_out_of_the_path(project: Project, endpoint: Endpoint) -> None:
    triggers = project.triggers(endpoint_url=endpoint.url)

    triggers.invoke(trigger="PreSignUp", source=BY_USER, arn=f"{ARN}../../x?y", event=sign_up_event())

    assert endpoint.requests[0][0] == "/2015-03-31/functions/..%2F..%2Fx%3Fy/invocations"
