"""By "Client ID metadata documents (CIMD)" of the developer guide, and draft-ietf-oauth-client-id-metadata-document."""

import datetime as dt
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from local.cognito.oauth.client_metadata.clients import DAY_S, MAX_CACHED
from local.cognito.oauth.client_metadata.documents import MAX_BYTES
from local.cognito.oauth.client_metadata.errors import ClientMetadataError
from local.cognito.oauth.client_metadata.policies import matches
from local.cognito.oauth.clients import OAuthClient, find_client
from tests.local.cognito.oauth.domain import REDIRECT_URI, Domain, refusal
from tests.local.cognito.world import KEY, World, claims, make_engine

URL = "https://app.example.com/client.json"
METADATA = {
    "client_id": URL,
    "client_name": "An agent",
    "redirect_uris": [REDIRECT_URI],
    "grant_types": ["authorization_code", "refresh_token"],
    "token_endpoint_auth_method": "none",
}


class Site:
    """A pool whose policy lets in what an address's document describes; the document stands in a file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "client.json"
        self.engine = make_engine(client_metadata_files={URL: self.file})
        self.world = World.with_pool(self.engine)
        self.app = Domain.with_client(self.world)
        self.world.of_pool(
            "CreateCIMDPolicy",
            ClientId=self.app.client_id,
            PolicyName="agents",
            URLPatterns=["https://app.example.com/*", "https://localhost:*/*"],
        )
        self.policy = self.world.pool.cimd_policies[0]

    def write(self, **changes: Any) -> None:
        content = {**METADATA, **changes}
        self.file.write_text(json.dumps({name: value for name, value in content.items() if value is not None}))

    def find(self, url: str = URL, host: str = "") -> OAuthClient:
        found = find_client(self.engine, url, host)
        assert found is not None
        return found

    def why_refused(self, url: str = URL, host: str = "") -> str:
        with pytest.raises(ClientMetadataError) as refusal:
            find_client(self.engine, url, host)
        text = str(refusal.value)
        assert text.endswith((".", "port.", "own."))
        assert "\n" not in text
        return text


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    made.write()
    yield made
    made.engine.close()


def test_a_client_is_what_its_document_says_on_the_terms_of_the_policys_app_client(site):
    site.app.client.settings["AllowedOAuthScopes"] = ["openid", "email"]
    site.write(scope="openid profile")
    found = site.find()
    assert (found.client.id, found.app_client_id) == (URL, site.app.client_id)
    assert found.client.settings["CallbackURLs"] == [REDIRECT_URI]
    assert found.client.settings["AllowedOAuthScopes"] == ["openid"]
    assert (found.client.oauth_flows, found.client.is_confidential) == (["code"], False)
    assert site.app.client.settings["AllowedOAuthScopes"] == ["openid", "email"], "the app client is as it was"


def test_it_redeems_its_codes_under_its_address_refreshes_and_reads_the_user(site):
    site.world.add_user()
    agent = Domain(site.world, URL)
    tokens = agent.exchange(agent.code())
    access, identity = claims(tokens["access_token"]), claims(tokens["id_token"])
    assert (access["client_id"], identity["aud"]) == (URL, URL)
    assert agent.userinfo(tokens["access_token"]).json()["email"] == "ada@example.com"
    assert claims(agent.refresh(tokens["refresh_token"])["access_token"])["client_id"] == URL
    assert agent.revoke(token=tokens["refresh_token"]).status == 200
    assert refusal(site.app.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"]))[0] == 400


def test_a_grant_needs_both_the_app_client_and_the_document(site):
    site.world.add_user()
    site.write(grant_types=["authorization_code"])
    agent = Domain(site.world, URL)
    tokens = agent.exchange(agent.code())
    assert "refresh_token" not in tokens
    site.app.client.settings["AllowedOAuthFlows"] = ["implicit"]
    assert site.find().client.oauth_flows == []


def test_a_secret_is_worth_nothing(site):
    agent = Domain(site.world, URL)
    assert refusal(agent.token(grant_type="authorization_code", client_secret="x")) == (400, "invalid_client")
    assert refusal(agent.token(grant_type="client_credentials")) == (400, "invalid_client")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "https://app.example.com/other.json"}, "client_id isn't its own address"),
        ({"client_id": None}, "client_id isn't its own address"),
        ({"client_secret": "x"}, "client_secret"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "token_endpoint_auth_method"),
        ({"token_endpoint_auth_method": None}, "token_endpoint_auth_method"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"redirect_uris": None}, "redirect_uris"),
        ({"redirect_uris": "https://app.example.com"}, "redirect_uris"),
        ({"redirect_uris": ["http://app.example.com"]}, "can't be a redirect URI"),
        ({"grant_types": [1]}, "grant_types"),
        ({"scope": ["openid"]}, "scope"),
    ],
)
def test_a_document_that_is_not_right_is_said_why(site, changes, words):
    site.write(**changes)
    assert words in site.why_refused()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 5000, b" " * (MAX_BYTES + 1)])
def test_a_document_that_is_none_is_refused(site, content):
    site.file.write_bytes(content)
    assert URL in site.why_refused()


def test_the_endpoint_says_it_as_an_unknown_client(site):
    site.write(client_secret="x")
    answer = Domain(site.world, URL).token(grant_type="authorization_code")
    assert refusal(answer) == (400, "invalid_client")
    assert "client_secret" in answer.json()["error_description"]


@pytest.mark.parametrize(
    "url",
    [
        "https://app.example.com",
        "https://app.example.com/a/../client.json",
        "https://app.example.com/./client.json",
        "https://app.example.com/client.json#x",
        "https://user@app.example.com/client.json",
        "https://app.example.com:99999/client.json",
        "https://[app/client.json",
        "https:///client.json",
        "https://app.example.com/" + "x" * 300,
        "https://app.example.com/a b",
        "https://app.example.com/ä",
    ],
)
def test_an_address_that_can_be_no_clients_is_refused(site, url):
    site.policy["URLPatterns"] = ["https://*"]
    site.why_refused(url)


def test_nothing_leaves_the_machine(site, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))
    assert "sends nothing to other machines" in site.why_refused("https://app.example.com/other.json")


@pytest.mark.parametrize(
    ("pattern", "url", "matching"),
    [
        ("https://app.example.com/client.json", URL, True),
        ("https://app.example.com/*", URL, True),
        ("https://*.example.com/*", URL, True),
        ("https://APP.example.com/*", URL, True),
        ("https://*.example.com/*", "https://evil.example/x.example.com/client.json", False),
        ("https://app.example.com/", URL, False),
        ("https://app.example.com/CLIENT.json", URL, False),
        ("https://app.example.com.*/*", URL, False),
        ("https://app.example.com/client.jso.", URL, False),
        ("https://app.example.com/" + "*a" * 40, "https://app.example.com/" + "a" * 200, True),
        ("https://app.example.com/" + "*" * 200 + "b", "https://app.example.com/" + "a" * 200, False),
    ],
)
def test_a_pattern_matches_within_the_host_and_within_the_path(pattern, url, matching):
    assert matches(pattern, url) is matching


def test_no_policy_no_client_no_entry(site):
    assert "No user pool has a CIMD policy" in site.why_refused("https://other.example.com/client.json")
    site.world.of_pool("DeleteUserPoolClient", ClientId=site.app.client_id)
    assert "doesn't exist any more" in site.why_refused()


def test_two_pools_with_a_policy_for_an_address_are_told_apart_by_their_domains(site):
    other = World.with_pool(site.engine)
    patterns = site.policy["URLPatterns"]
    other.of_pool("CreateCIMDPolicy", ClientId=other.client_id, PolicyName="agents", URLPatterns=patterns)
    why = site.why_refused()
    assert site.world.pool_id in why
    assert other.pool_id in why
    other.of_pool("CreateUserPoolDomain", Domain="second")
    assert site.find(host="second.localhost:4566").pool is other.pool


def test_a_document_is_kept_as_long_as_the_policy_says_and_can_be_got_anew(site):
    site.find()
    site.write(client_name="Another name")
    assert site.find().client.registration["client_name"] == "An agent"
    kept = site.world.pool.client_metadata_urls[URL]
    assert kept["ExpirationDate"] - kept["CachedDate"] == pytest.approx(DAY_S)
    policy_id = site.policy["CIMDPolicyId"]
    site.world.of_pool("UpdateClientMetadataURLState", CIMDPolicyId=policy_id, URL=URL, Action="REFRESH")
    assert site.find().client.registration["client_name"] == "Another name"
    site.write(client_name="A third one")
    site.world.advance(DAY_S + 1)
    assert site.find().client.registration["client_name"] == "A third one"


def test_so_many_documents_are_kept_and_no_more(site):
    for number in range(MAX_CACHED + 5):
        url = f"https://app.example.com/{number}"
        site.engine.client_metadata_files[url] = site.file
        site.write(client_id=url)
        site.find(url)
    assert len(site.world.pool.client_metadata_urls) == MAX_CACHED
    assert "https://app.example.com/0" not in site.world.pool.client_metadata_urls


# A server of this machine


class Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Keep still: who has read enough hangs up."""


class Pages(BaseHTTPRequestHandler):
    answer: Callable[["Pages"], None]

    def do_GET(self) -> None:
        type(self).answer(self)

    def log_message(self, *_: object) -> None:
        """Keep still."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of its own making, as development servers have them."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "development")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(KEY, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    key = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(key + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def serve(certificate: Path) -> Iterator[Callable[[Callable[[Pages], None]], str]]:
    """Serve pages over TLS; an address there."""
    servers: list[Server] = []

    def start(answer: Callable[[Pages], None]) -> str:
        handler = type("Handler", (Pages,), {"answer": answer})
        server = Server(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return f"https://localhost:{server.server_port}/client.json"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def sends(body: bytes, status: int = 200, **headers: str) -> Callable[[Pages], None]:
    def answer(page: Pages) -> None:
        page.send_response(status)
        for name, value in headers.items():
            page.send_header(name.replace("_", "-"), value)
        page.send_header("Content-Length", str(len(body)))
        page.end_headers()
        page.wfile.write(body)

    return answer


def document_at(port_holder: list[str]) -> Callable[[Pages], None]:
    """Answers with a document for the address that stands in the list by then."""

    def answer(page: Pages) -> None:
        body = json.dumps({**METADATA, "client_id": port_holder[0]}).encode()
        sends(body, Cache_Control="private, max-age=172800")(page)

    return answer


def test_a_document_comes_from_a_server_of_this_machine_and_is_kept_as_long_as_it_says(site, serve):
    holder: list[str] = []
    holder.append(serve(document_at(holder)))
    found = site.find(holder[0])
    assert found.client.id == holder[0]
    kept = site.world.pool.client_metadata_urls[holder[0]]
    assert kept["ExpirationDate"] - kept["CachedDate"] == pytest.approx(172_800)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (sends(b"", 302, Location="https://localhost/elsewhere"), "redirects (HTTP 302)"),
        (sends(b"", 404), "HTTP 404"),
        (sends(b" " * (MAX_BYTES + 1)), f"larger than {MAX_BYTES} bytes"),
        (sends(b" " * 5_000_000), f"larger than {MAX_BYTES} bytes"),
        (sends(b"{}", X=" " * 60_000), f"larger than {MAX_BYTES} bytes"),
        (
            lambda page: page.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"),
            "the response was incomplete",
        ),
        (lambda page: page.wfile.write(b"nonsense\r\n\r\n"), "didn't respond with HTTP"),
    ],
    ids=["redirect", "missing", "large", "huge", "huge headers", "broken off", "no HTTP"],
)
def test_what_a_server_sends_instead_of_a_document_is_refused(site, serve, answer, words):
    assert words in site.why_refused(serve(answer))


def test_a_server_that_never_ends_is_not_waited_for(site, serve, monkeypatch):
    monkeypatch.setattr("local.cognito.oauth.client_metadata.documents.TIMEOUT_S", 0.3)
    ended = threading.Event()

    def drip(page: Pages) -> None:
        page.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not ended.wait(0.05):
            page.wfile.write(b"X: y\r\n")

    url = serve(drip)
    assert "didn't arrive within" in site.why_refused(url)
    ended.set()


def test_nobody_there_and_no_tls_there(site, serve):
    assert "can't be reached" in site.why_refused("https://localhost:9/client.json")
    with Server(("127.0.0.1", 0), type("Plain", (Pages,), {"answer": sends(b"{}")})) as plain:
        threading.Thread(target=plain.serve_forever, args=(0.01,), daemon=True).start()
        assert "can't be reached" in site.why_refused(f"https://localhost:{plain.server_port}/client.json")
        plain.shutdown()


def test_the_engine_does_not_ask_itself(site):
    assert "engine itself" in site.why_refused("https://localhost:4566/oauth2/authorize")
