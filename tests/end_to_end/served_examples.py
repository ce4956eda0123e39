"""The example back ends, served on a port of the loopback until a test is over."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PYTHON = """
import http.server, os, sys
sys.path.insert(0, sys.argv[1])
from starlette.testclient import TestClient
from backend import make_app

client = TestClient(make_app({**os.environ, "COGNITO_CLIENT_IDS": os.environ["COGNITO_CLIENT_ID"]}))

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        answer = client.request(self.command, self.path, headers=dict(self.headers))
        self.send_response(answer.status_code)
        self.end_headers()
        self.wfile.write(answer.content)

    do_DELETE = do_GET

    def log_message(self, *given):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""
JAVASCRIPT = """
const { makeBackend } = await import(process.argv[1] + "/backend.js");
const server = (await makeBackend(process.env)).listen(0, "127.0.0.1", () => console.log(server.address().port));
"""
GO = """package main

import (
	"fmt"
	"net"
	"net/http"
	"os"

	backend "%s"
)

func main() {
	handler, err := backend.New(os.Getenv)
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	panic(http.Serve(listener, handler))
}
"""


def python_command(folder: Path) -> list[str]:
    return [sys.executable, "-c", PYTHON, str(folder)]


def javascript_command(folder: Path) -> list[str]:
    return ["node", "--input-type=module", "-e", JAVASCRIPT, str(folder)]


def build_go(go: str, folder: Path, variables: Mapping[str, str], program: Path) -> list[str]:
    """Build a program around the example, which is a package."""
    module = (folder / "go.mod").read_text().split()[1]
    main = folder / "cmd" / "serve" / "main.go"
    main.parent.mkdir(parents=True)
    main.write_text(GO % module)
    try:
        subprocess.run(
            [go, "build", "-C", str(folder), "-o", str(program), "./cmd/serve"],
            env=dict(variables),
            check=True,
            timeout=120,
        )
    finally:
        main.unlink()
        main.parent.rmdir()
        main.parent.parent.rmdir()
    return [str(program)]


@contextmanager
def served(command: list[str], variables: Mapping[str, str]) -> Iterator[str]:
    """Its address."""
    process = subprocess.Popen(command, env=dict(variables), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        port = process.stdout.readline().strip()
        assert port.isdecimal(), f"{command[0]} didn't say its port: {port!r}"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
