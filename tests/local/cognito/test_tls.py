"""TLS: the engine's own authority, and certificates for this machine's names."""

import http.client
import json
import socket
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from cryptography import x509

from local.cognito import tls
from local.cognito.launcher import EngineProcess, LaunchOptions
from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from local.cognito.tls import Authority
from tests.credentials import CREDENTIALS


@pytest.fixture(scope="module")
def served():
    with EngineThread(EngineSettings(CREDENTIALS, tls=True, issuer_is_local=True)) as engine:
        yield engine


def shown(engine, name, **context):
    """What a client that trusts the authority reads of the certificate that it is shown."""
    trusting = ssl.create_default_context(cafile=engine.authority_file)
    for member, value in context.items():
        setattr(trusting, member, value)
    with (
        socket.create_connection(("127.0.0.1", engine.port), 10) as connection,
        trusting.wrap_socket(connection, server_hostname=name) as secured,
    ):
        return secured.getpeercert()


@pytest.mark.parametrize("name", ["127.0.0.1", "::1", "localhost", "my-app.localhost", "a.b.localhost"])
def test_a_client_that_trusts_the_authority_is_shown_a_certificate_of_the_name_it_asks_for(served, name):
    assert shown(served, name)["issuer"] == ((("commonName", "cognito-access-token local engine"),),)


@pytest.mark.parametrize("name", ["example.com", "-.localhost", "localhost.example"])
def test_no_other_name_has_a_certificate(served, name):
    with pytest.raises(ssl.SSLCertVerificationError):
        shown(served, name)


def test_who_does_not_trust_the_authority_is_not_deceived(served):
    with (
        socket.create_connection(("127.0.0.1", served.port), 10) as connection,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        ssl.create_default_context().wrap_socket(connection, server_hostname="localhost")


def test_aws_clients_call_it_over_https_and_issuers_are_https(served):
    client = boto3.client(
        "cognito-idp",
        endpoint_url=served.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=served.credentials.access_key,
        aws_secret_access_key=served.credentials.secret_key,
        verify=served.authority_file,
    )
    pool_id = client.create_user_pool(PoolName="secure")["UserPool"]["Id"]
    client.close()
    connection = http.client.HTTPSConnection(
        "127.0.0.1", served.port, context=ssl.create_default_context(cafile=served.authority_file)
    )
    connection.request("GET", f"/{pool_id}/.well-known/openid-configuration")
    found = json.loads(connection.getresponse().read())
    connection.close()
    assert found["issuer"] == f"https://127.0.0.1:{served.port}/{pool_id}"


def test_functions_trust_the_engine(served):
    assert served.engine._function_variables()["AWS_CA_BUNDLE"] == served.authority_file


def test_a_process_tells_the_authoritys_file_which_outlives_it_with_the_state(tmp_path):
    def start() -> bytes:
        with EngineProcess(LaunchOptions(credentials=CREDENTIALS, state_folder=tmp_path, tls=True)) as engine:
            engine.wait_until_ready()
            assert engine.endpoint_url.startswith("https://127.0.0.1:")
            shown(engine, "localhost")
            assert stat.S_IMODE(Path(engine.authority_file).stat().st_mode) == 0o600
            return Path(engine.authority_file).read_bytes()

    assert start() == start()
    assert stat.S_IMODE((tmp_path / tls.KEY_FILE).stat().st_mode) == 0o600


def test_a_threads_authority_goes_with_it():
    with EngineThread(EngineSettings(CREDENTIALS, tls=True)) as engine:
        file = Path(engine.authority_file)
        assert file.exists()
    assert not file.parent.exists()


def test_the_authority_may_sign_for_this_machine_only(tmp_path):
    certificate = x509.load_pem_x509_certificate(Authority(tmp_path).file.read_bytes())
    limits = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert {str(name.value) for name in limits.value.permitted_subtrees or ()} == {
        "localhost",
        "127.0.0.0/8",
        "::1/128",
    }


@pytest.mark.parametrize("damage", [b"", b"nonsense"])
def test_an_illegible_authority_is_replaced(tmp_path, damage):
    file = Authority(tmp_path).file
    before = file.read_bytes()
    (tmp_path / tls.KEY_FILE).write_bytes(damage)
    assert Authority(tmp_path).file.read_bytes() != before


def test_an_authority_that_ends_soon_is_replaced(tmp_path, monkeypatch):
    before = Authority(tmp_path).file.read_bytes()
    later = datetime.now(UTC) + timedelta(days=3300)

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return later

    monkeypatch.setattr(tls, "datetime", Later)
    assert Authority(tmp_path).file.read_bytes() != before
