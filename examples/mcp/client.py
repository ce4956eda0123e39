"""An agent that calls a tool of a protected MCP server. The SDK finds the user pool, becomes a client, and signs in.

    python client.py http://127.0.0.1:8000/mcp who
    python client.py http://127.0.0.1:8000/mcp who --client-metadata-url https://agent.example.com/client.json

Without an address of its metadata it registers (RFC 7591). Whoever runs it opens the address that it says.
"""

import argparse
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import anyio
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata, OAuthToken

CALLBACK = "http://127.0.0.1:33418/callback"
SHOWN = b"Signed in. You may close this page."


class Memory:
    """The SDK's TokenStorage, for as long as this program runs."""

    def __init__(self) -> None:
        self._tokens: OAuthToken | None = None
        self._client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        """What `set_tokens` was given."""
        return self._tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        """Keep them."""
        self._tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        """What `set_client_info` was given."""
        return self._client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        """Keep it."""
        self._client = client_info


class Callback:
    """The redirect URI, on the loopback (RFC 8252 section 7.3)."""

    def __init__(self, redirect_uri: str) -> None:
        address = urlsplit(redirect_uri)
        self._query: dict[str, list[str]] = {}
        callback = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                is_answer = asked.path == address.path and "state" in asked.query
                if is_answer:
                    callback._query = parse_qs(asked.query)
                self.send_response(200 if is_answer else 404)
                self.end_headers()
                self.wfile.write(SHOWN if is_answer else b"")

            def log_message(self, *_: object) -> None:
                pass  # it would have the code in it

        self._server = HTTPServer((address.hostname, address.port), Handler)

    async def show(self, url: str) -> None:
        """Have somebody open the hosted pages."""
        sys.stderr.write(f"Open this address to sign in:\n{url}\n")
        sys.stderr.flush()

    async def answer(self) -> AuthorizationCodeResult:
        """What the browser comes back with."""
        while not self._query:
            await anyio.to_thread.run_sync(self._server.handle_request)
        self._server.server_close()
        found = {name: values[0] for name, values in self._query.items()}
        if "code" not in found:
            raise SystemExit(f"Nobody is signed in: {found.get('error')} {found.get('error_description', '')}")
        return AuthorizationCodeResult(code=found["code"], state=found["state"], iss=found.get("iss"))


async def call(server: str, tool: str, redirect_uri: str, client_metadata_url: str | None) -> object:
    """The tool's result."""
    callback = Callback(redirect_uri)
    auth = OAuthClientProvider(
        server_url=server,
        client_metadata=OAuthClientMetadata(client_name="An agent", redirect_uris=[redirect_uri]),
        storage=Memory(),
        redirect_handler=callback.show,
        callback_handler=callback.answer,
        client_metadata_url=client_metadata_url,
    )
    async with (
        create_mcp_http_client(auth=auth) as http,
        Client(streamable_http_client(server, http_client=http)) as client,
    ):
        result = await client.call_tool(tool)
    if result.is_error:
        raise SystemExit(f"{tool}: {result.content[0].text}")
    return result.structured_content


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", help="its address")
    parser.add_argument("tool", help="what to call")
    parser.add_argument("--client-metadata-url", help="of a document that describes this client")
    parser.add_argument("--redirect-uri", default=CALLBACK)
    given = parser.parse_args()
    found = anyio.run(call, given.server, given.tool, given.redirect_uri, given.client_metadata_url)
    sys.stdout.write(json.dumps(found) + "\n")
