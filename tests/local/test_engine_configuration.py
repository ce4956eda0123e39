"""What a stack's file says to the local engine: checked before anything starts, noted once the engine has taken it."""

import json
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from local import service
from local.engine_configuration import (
    EngineConfiguration,
    EngineConfigurationError,
    keep,
    merged,
    read_engine_configuration,
    read_kept,
)
from local.errors import EngineError
from local.paths import engine_folder

WEBAPP = EngineConfiguration(user_pool_ids={"webapp": "us-east-1_webapp"}, client_ids={"web": "webapp1"})


class FakeControl:
    """Takes what it is told, or refuses ids."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.told: list[Any] = []

    def set_functions(self, functions: Any) -> None:
        self.told.append(("functions", functions))

    def set_ids(self, user_pools: Any, clients: Any) -> None:
        if self.refuses:
            raise EngineError("each ID can be given once only")
        self.told.append(("ids", user_pools, clients))

    def set_identity_providers(self, providers: Any) -> None:
        self.told.append(("providers", providers))

    def set_client_metadata_documents(self, files: Any) -> None:
        self.told.append(("documents", files))


def configure(root: Path, control: FakeControl, monkeypatch: pytest.MonkeyPatch, given: EngineConfiguration) -> None:
    monkeypatch.setattr(service, "control", lambda _root, _status: control)
    service.configure(root, SimpleNamespace(), "local-webapp", given)  # type: ignore[arg-type]


def kept_file(root: Path) -> Path:
    return service.ServiceFiles(engine_folder(root)).configuration


def test_files_stand_for_client_metadata_documents_by_their_absolute_paths(tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text("{}")
    value = {"client_metadata_documents": {"https://app.example.com/client.json": "app.json"}}
    found = read_engine_configuration(value, tmp_path)
    assert found.client_metadata_documents == {"https://app.example.com/client.json": str(tmp_path / "app.json")}
    assert not found.is_empty
    assert found.with_suffix("x1") == found


@pytest.mark.parametrize(
    ("documents", "words"),
    [
        (["app.json"], "must have an object of files"),
        ({"http://app.example.com/client.json": "app.json"}, "isn't an https URL"),
        ({"https://app.example.com/client.json": "missing.json"}, "isn't a file"),
        ({"https://app.example.com/client.json": None}, "isn't a file"),
    ],
)
def test_a_document_that_cannot_be_is_refused(tmp_path: Path, documents: Any, words: str) -> None:
    (tmp_path / "app.json").write_text("{}")
    with pytest.raises(EngineConfigurationError, match=words):
        read_engine_configuration({"client_metadata_documents": documents}, tmp_path)


def test_ids_are_read_by_the_name_of_what_has_them(tmp_path: Path) -> None:
    value = {"ids": {"user_pools": {"webapp": "us-east-1_webapp"}, "clients": {"web": "webapp1"}}}
    assert read_engine_configuration(value, tmp_path) == WEBAPP


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        ({"user_pools": {"webapp": "not an id"}}, "'not an id' isn't an ID"),
        ({"clients": {"web": 7}}, "'7' isn't an ID"),
        ({"clients": ["web"]}, "clients must be an object"),
        ({"pools": {}}, "'pools' is neither user_pools nor clients"),
        ({"clients": {"web": "one", "app": "one"}}, "each ID can be given once only"),
        ([], "must have an object in ids"),
        ("webapp", "must have an object in ids"),
    ],
)
def test_ids_that_the_engine_would_refuse_are_refused_before_anything_starts(
    ids: Any, words: str, tmp_path: Path
) -> None:
    with pytest.raises(EngineConfigurationError, match="Nothing was changed") as caught:
        read_engine_configuration({"ids": ids}, tmp_path)
    assert words in str(caught.value)
    assert caught.value.exit_code == 2


def test_what_the_engine_has_taken_is_noted_for_its_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    control = FakeControl()
    configure(tmp_path, control, monkeypatch, WEBAPP)
    assert ("ids", WEBAPP.user_pool_ids, WEBAPP.client_ids) in control.told
    assert read_kept(kept_file(tmp_path)) == {"local-webapp": WEBAPP}
    assert stat.S_IMODE(kept_file(tmp_path).stat().st_mode) == 0o600
    configure(tmp_path, again := FakeControl(), monkeypatch, WEBAPP)
    assert again.told == []


def test_what_the_engine_refuses_is_noted_nowhere_and_said_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        with pytest.raises(EngineError, match="each ID can be given once only"):
            configure(tmp_path, FakeControl(refuses=True), monkeypatch, WEBAPP)
    assert read_kept(kept_file(tmp_path)) == {}


def test_a_stack_that_wants_nothing_any_more_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(tmp_path, FakeControl(), monkeypatch, WEBAPP)
    configure(tmp_path, control := FakeControl(), monkeypatch, EngineConfiguration())
    assert ("ids", {}, {}) in control.told
    assert json.loads(kept_file(tmp_path).read_text()) == {}


def test_other_stacks_keep_what_they_want(tmp_path: Path) -> None:
    path = tmp_path / "configuration.json"
    keep(path, {"local-other": WEBAPP})
    other = EngineConfiguration(client_ids={"app": "app1"})
    assert merged(path, "local-webapp", other) == {"local-other": WEBAPP, "local-webapp": other}
    assert merged(path, "local-webapp", EngineConfiguration()) == {"local-other": WEBAPP}
