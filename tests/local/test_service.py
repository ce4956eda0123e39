"""The real service: a start takes a second."""

import json
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from local import service
from local.cognito.store.durability import FILE_NAME, PREVIOUS, StateFile
from local.cognito.store.write_ahead_log import LOG
from local.errors import PortInUseError, ServiceError
from local.private_files import make_private_folder
from local.processes import start_time
from local.service import ServiceStatus
from tests.browser.pools import make_pool
from tests.browser.visitor import Browser
from tests.busy_locks import hold_until_waited_for
from tests.credentials import keep
from tests.local.cognito.test_launcher import cognito, listening_addresses, wait_until
from tests.local.conftest import ROOT, Sayings
from tests.ports import can_bind

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    service.stop(tmp_path)


def start(root: Path, port: int | None = None) -> ServiceStatus:
    return service.start(root, port=port, say=Sayings())


def gone(status: ServiceStatus) -> bool:
    ports = can_bind(status.engine_port) and can_bind(status.provider_port)
    return ports and start_time(status.pid) is None and start_time(status.engine_pid) is None


def sign_up_on_the_pages(endpoint_url: str, http: requests.Session | None = None) -> Browser:
    """Somebody who has signed up and is signed in."""
    browser = make_pool(endpoint_url).browser()
    browser.http = http or browser.http
    browser.open("/signup")
    filled = {"username": "ada", "requiredAttributes[email]": "ada@example.com", "password": "Passw0rd!"}
    browser.submit(0, **filled, confirm_password="Passw0rd!")
    found = browser.http.get(f"{endpoint_url}/inbox.json", params={"to": "ada@example.com"}, timeout=10).json()
    browser.submit(code=found["messages"][0]["code"])
    assert "code" in browser.answer
    return browser


def test_it_starts_once_keeps_its_state_and_address_and_stops(root: Path) -> None:
    assert service.status(root) is None
    keep(root)
    said = Sayings()
    first = service.start(root, say=said)
    assert said == ["Starting the local engine"]
    assert service.status(root) == first
    with pytest.MonkeyPatch.context() as patch:
        hold_until_waited_for(patch)
        second_said = Sayings()
        assert service.start(root, say=second_said) == first, "a second start finds the first"
    assert second_said == ["Waiting for another process that is starting or stopping the local engine"]
    cognito(first.endpoint_url).create_user_pool(PoolName="kept")
    assert service.stop(root)
    assert gone(first)
    assert service.status(root) is None
    assert not service.stop(root), "there is nothing left to stop"

    second = start(root)
    assert second.endpoint_url == first.endpoint_url
    pools = cognito(second.endpoint_url).list_user_pools(MaxResults=10)["UserPools"]
    assert [pool["Name"] for pool in pools] == ["kept"]
    with pytest.raises(ServiceError, match=f"is already running on port {second.engine_port}"):
        start(root, second.engine_port % 65535 + 1)


def test_quotas_are_enforced_from_then_on_until_it_is_stopped(root: Path) -> None:
    keep(root)
    first = start(root)
    assert not first.quotas
    said = Sayings()
    second = service.start(root, modes={"quotas": True}, say=said)
    assert said == ["Restarting the local engine to enforce request quotas"]
    assert second.quotas
    assert start(root) == second, "whoever doesn't ask for quotas leaves them"
    client = cognito(second.endpoint_url)
    with pytest.raises(ClientError, match="TooManyRequestsException"):
        list_again_and_again(client)
    service.stop(root)
    assert not start(root).quotas


def list_again_and_again(client: Any) -> None:
    for _ in range(1000):
        client.list_user_pools(MaxResults=1)


def test_nobody_else_can_read_its_files_or_reach_its_ports(root: Path) -> None:
    status = start(root)
    open_to_others = [path for path in (root / ".local").rglob("*") if path.stat().st_mode & 0o077]
    assert open_to_others == []
    assert json.loads((root / ".local" / "service.json").read_text()) == asdict(status)
    if Path("/proc/net/tcp").exists():
        for port in (status.engine_port, status.provider_port):
            assert {address[-8:] for address in listening_addresses(port)} == {"0100007F"}


def test_its_credentials_are_its_own_stay_from_start_to_start_and_are_the_only_ones(root: Path) -> None:
    first = start(root)
    credentials = service.credentials(root)
    assert credentials.secret_key not in repr(credentials)
    assert (root / ".local" / "engine" / "credentials.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        cognito(first.endpoint_url).list_user_pools(MaxResults=10)
    cognito(first.endpoint_url, credentials).list_user_pools(MaxResults=10)
    service.stop(root)
    start(root)
    assert service.credentials(root) == credentials


def test_a_sigkill_of_the_daemon_leaves_no_engine_and_it_starts_again(root: Path) -> None:
    status = start(root)
    os.kill(status.pid, signal.SIGKILL)
    wait_until(lambda: gone(status))
    assert service.status(root) is None
    assert start(root).pid != status.pid


def test_an_engine_that_died_is_said_and_started_again(root: Path) -> None:
    status = start(root)
    os.kill(status.engine_pid, signal.SIGKILL)
    wait_until(lambda: gone(status))
    found = service.status(root)
    assert found
    assert found.problem == "the engine has ended unexpectedly"
    said = Sayings()
    again = service.start(root, say=said)
    assert again.problem is None
    assert said == ["Restarting the local engine: the engine has ended unexpectedly"]


def test_an_asked_port_that_is_in_use_is_one_clear_paragraph_and_leaves_nothing(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortInUseError, match=rf"127\.0\.0\.1:{port}: the port is in use"):
            start(root, port)
    assert service.status(root) is None
    assert list((root / ".local" / "tmp").glob("cognito-access-token-*")) == []


def test_the_port_of_the_last_time_is_only_preferred(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        (root / ".local").mkdir()
        (root / ".local" / "ports.json").write_text(json.dumps({"engine_port": other.getsockname()[1]}))
        assert start(root).engine_port != other.getsockname()[1]


def _start_and_tell(root: Path, told: "multiprocessing.SimpleQueue[int]") -> None:
    told.put(start(root).pid)


def test_two_starts_at_once_start_one(root: Path) -> None:
    context = multiprocessing.get_context("fork")
    told = context.SimpleQueue()
    both = [context.Process(target=_start_and_tell, args=(root, told)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert told.get() == told.get()


def test_a_process_that_has_its_pid_by_chance_is_left_alone(root: Path) -> None:
    status = start(root)
    service.stop(root)
    stranger = {**asdict(status), "pid": os.getpid(), "engine_pid": os.getpid()}
    (root / ".local" / "service.json").write_text(json.dumps(stranger))
    assert service.status(root) is None
    assert not service.stop(root)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}'])
def test_a_damaged_description_is_no_service(tmp_path: Path, text: str) -> None:
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "service.json").write_text(text)
    assert service.status(tmp_path) is None
    assert not service.stop(tmp_path)


def test_one_whose_description_is_damaged_writes_it_anew_and_can_be_used_and_stopped(root: Path) -> None:
    status = start(root)
    description = root / ".local" / "service.json"
    description.write_bytes(b"")
    assert start(root) == status
    description.write_bytes(bytes(range(256)))
    assert service.stop(root)
    assert gone(status)


def test_state_or_a_log_that_was_damaged_is_named_with_where_it_is_and_the_way_back(root: Path) -> None:
    kept = make_private_folder(root / ".local" / "engine")
    StateFile(kept / f"{FILE_NAME}{PREVIOUS}").close()
    (kept / FILE_NAME).write_bytes(b"noise")
    said = Sayings()
    service.start(root, say=said)
    (aside,) = kept.glob(f"{FILE_NAME}.unreadable-*{PREVIOUS}")
    assert f"is in {aside}. To have that: `local stop`, copy it to {kept / FILE_NAME}" in said[-1]

    service.stop(root)
    (kept / f"{FILE_NAME}{LOG}").write_bytes(b"noise")
    service.start(root, say=said)
    (log,) = kept.glob(f"{FILE_NAME}.incomplete-*{LOG}")
    copy = log.with_name(log.name.removesuffix(LOG))
    assert f"The engine goes on with what it held before them. All that there was is in {copy}" in said[-1]


def test_users_and_signed_in_browsers_survive_a_restart(root: Path) -> None:
    keep(root)
    first = start(root)
    pool = sign_up_on_the_pages(first.endpoint_url)
    cookies = pool.http.cookies
    service.stop(root)
    second = start(root)
    again = Browser(second.endpoint_url, pool.client_id)
    again.http.cookies = cookies
    assert "code" in again.open("/oauth2/authorize").answer


def test_services_of_two_checkouts_side_by_side_share_no_port_no_pool_and_no_signed_in_browser(tmp_path: Path) -> None:
    roots = [tmp_path / "one", tmp_path / "other"]
    for each in roots:
        each.mkdir()
        keep(each)
    try:
        one, other = (start(each) for each in roots)
        assert len({one.engine_port, one.provider_port, other.engine_port, other.provider_port}) == 4
        browser = sign_up_on_the_pages(one.endpoint_url)
        assert cognito(other.endpoint_url).list_user_pools(MaxResults=10)["UserPools"] == []
        visitor = sign_up_on_the_pages(other.endpoint_url, browser.http)
        assert "code" in browser.open("/oauth2/authorize").answer, "the other's cookies have other names"
        assert "code" in visitor.open("/oauth2/authorize").answer
        service.stop(roots[0])
        assert service.status(roots[1]) == other
    finally:
        for each in roots:
            service.stop(each)


@pytest.mark.parametrize("hangs", ["daemon", "engine", "both"])
def test_a_service_that_hangs_is_stopped_by_force(root: Path, hangs: str) -> None:
    status = start(root)
    for name, pid in (("daemon", status.pid), ("engine", status.engine_pid)):
        if hangs in {name, "both"}:
            os.kill(pid, signal.SIGSTOP)
    assert service.stop(root, patience_s=0.5)
    wait_until(lambda: gone(status))
    assert service.status(root) is None


def test_one_that_does_not_answer_is_started_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "ANSWER_TIMEOUT_S", 2)
    monkeypatch.setattr(service, "STOP_TIMEOUT_S", 0.5)
    status = start(root)
    os.kill(status.engine_pid, signal.SIGSTOP)
    assert not service.answers(root, status)
    said = Sayings()
    assert service.answers(root, service.start(root, say=said))
    assert said == ["Restarting the local engine, which isn't responding"]
    wait_until(lambda: start_time(status.engine_pid) is None)


def test_whoever_answers_where_the_engine_should_without_its_key_is_none(root: Path, tmp_path: Path) -> None:
    """An engine of another checkout, at the port that is written down."""
    own, other = start(root), start(tmp_path / "other")
    try:
        assert service.answers(root, own)
        assert not service.answers(root, replace(own, engine_port=other.engine_port))
    finally:
        service.stop(tmp_path / "other")


def test_a_service_whose_checkout_is_deleted_ends_by_itself(root: Path) -> None:
    status = start(root)
    shutil.rmtree(root / ".local")
    wait_until(lambda: gone(status), seconds=30)


def test_the_version_changes_with_every_file_that_the_service_serves(tmp_path: Path) -> None:
    package = tmp_path / "local"
    for name in ("local", "cognito_model"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    program = "from local.service import source_version; print(source_version())"

    def version() -> str:
        return subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout

    before = version()
    assert version() == before
    for name in ("cognito/pages/style.css", "cognito/console/templates/inbox.html", "cognito/pages/sign_in.py"):
        (package / name).write_text((package / name).read_text() + "\n")
        changed = version()
        assert changed != before
        before = changed
