"""How the CLI is told about a backend, and where a stack's state is in it."""

import pytest

from automation.stacks.checkpoint import checkpoint_file
from automation.targets.target import without_sidecars


@pytest.mark.parametrize(
    ("backend", "told"),
    [
        ("file:///state", "file:///state?metadata=skip"),
        ("file:///state?no_tmp_dir=true", "file:///state?no_tmp_dir=true&metadata=skip"),
        ("file:///state?metadata=", "file:///state?metadata="),
        ("s3://bucket?region=eu-west-1", "s3://bucket?region=eu-west-1"),
        ("", ""),
    ],
)
def test_a_backend_of_files_keeps_no_sidecars_that_a_killed_cli_would_leave_empty(backend, told):
    assert without_sidecars(backend) == told


def test_the_state_is_found_whatever_the_urls_query():
    plain = checkpoint_file("file:///state", "shop", "dev")
    assert plain == "/state/.pulumi/stacks/shop/dev.json"
    assert checkpoint_file(without_sidecars("file:///state"), "shop", "dev") == plain


def test_the_state_is_found_in_a_folder_whose_name_a_url_spells_otherwise():
    assert checkpoint_file("file:///a%20b%25c/", "shop", "dev") == "/a b%c/.pulumi/stacks/shop/dev.json"
    assert checkpoint_file("s3://bucket", "shop", "dev") is None
