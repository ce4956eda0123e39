"""A one-shot's stack, made without the CLI, and its encryption."""

import base64
import json
from pathlib import Path

from automation.targets.data_key import FOREIGN, new_stack_encryption, vault_variables
from automation.targets.empty_stack import write_empty_stack


def test_an_empty_stack_is_where_the_cli_looks_and_for_its_own_user_only(tmp_path: Path):
    write_empty_stack(tmp_path, "dev-1")

    stack = tmp_path / ".pulumi" / "stacks" / "cognito-access-token" / "dev-1.json"
    assert json.loads(stack.read_text()) == {
        "version": 3,
        "checkpoint": {"stack": "organization/cognito-access-token/dev-1"},
    }
    assert (tmp_path / ".pulumi" / "meta.yaml").read_text() == "version: 1\n"
    assert stack.stat().st_mode & 0o777 == 0o600
    assert stack.parent.stat().st_mode & 0o777 == 0o700


def test_no_two_stacks_have_the_same_wrapped_key():
    first, second = new_stack_encryption(), new_stack_encryption()
    assert first["encryptedkey"] != second["encryptedkey"]
    assert base64.b64decode(first["encryptedkey"]).startswith(b"vault:v1:")


def test_what_is_for_the_users_own_vault_is_not_sent_to_the_engine():
    variables = vault_variables("http://127.0.0.1:1")
    assert variables["VAULT_SERVER_URL"] == "http://127.0.0.1:1/_engine/vault"
    assert {variables[name] for name in (*FOREIGN, "VAULT_SERVER_TOKEN")} == {""}
