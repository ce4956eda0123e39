import json
import re

import pytest

from automation.exports import export_files, export_text
from automation.exports.postman import COLLECTION_FILE, ENVIRONMENT_FILE
from tests.automation.exports.exports import SECRETS, make_export


def test_the_collection_in_a_folder_holds_no_secret():
    collection = export_files("postman", make_export())[COLLECTION_FILE]
    assert not [secret for secret in SECRETS if json.dumps(secret)[1:-1] in collection]


@pytest.mark.parametrize("with_machine", [True, False])
def test_every_variable_of_the_collection_has_a_value_from_somewhere(with_machine):
    files = export_files("postman", make_export(with_machine=with_machine))
    given = {one["key"] for one in json.loads(files[ENVIRONMENT_FILE])["values"]}
    given |= {one["key"] for one in json.loads(files[COLLECTION_FILE])["variable"]}
    given |= set(re.findall(r"collectionVariables\.set\('(\w+)'", files[COLLECTION_FILE]))
    assert set(re.findall(r"\{\{(\w+)\}\}", files[COLLECTION_FILE])) <= given


def test_the_environment_hides_what_is_secret():
    values = json.loads(export_files("postman", make_export())[ENVIRONMENT_FILE])["values"]
    hidden = {one["key"] for one in values if one["type"] == "secret"}
    assert {one["key"] for one in values if one["value"] in SECRETS} == hidden


def test_the_collection_on_stdout_needs_no_environment():
    collection = json.loads(export_text("postman", make_export()))
    values = {one["key"]: one["value"] for one in collection["variable"]}
    assert values["password"] == SECRETS[0]
    assert values["refresh_token"] == "refresh.token.value"


def test_the_machine_client_is_left_out_where_there_is_none():
    names = [one["name"] for one in json.loads(export_text("postman", make_export(with_machine=False)))["item"]]
    assert "Client credentials" not in names
    assert "Client credentials" in export_text("postman", make_export())


def test_importing_again_replaces_what_was_imported():
    first, second = (json.loads(export_text("postman", make_export()))["info"] for _ in range(2))
    assert first["_postman_id"] == second["_postman_id"]


def test_bruno_keeps_secrets_in_its_environment_alone():
    files = export_files("bruno", make_export())
    with_secret = [name for name, text in files.items() if any(secret in text for secret in SECRETS)]
    assert with_secret == ["environments/cognito.bru"]


def test_bruno_declares_every_variable_that_it_uses():
    files = export_files("bruno", make_export())
    declared = set(re.findall(r"^  (\w+):", files["environments/cognito.bru"], re.MULTILINE))
    declared |= {"access_token", "id_token", "refresh_token"}  # its sign-in step sets them, which the CLI runs
    assert {name for text in files.values() for name in re.findall(r"\{\{(\w+)\}\}", text)} <= declared
