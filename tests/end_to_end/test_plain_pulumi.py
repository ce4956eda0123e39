"""`eval "$(python automation/run.py local env)"`, and the plain Pulumi CLI works against the local engine."""

import json

from tests.end_to_end.checkout import Checkout


def test_up_preview_up_refresh_and_destroy(service: Checkout):
    variables = service.local_variables()

    preview = service.pulumi("preview", variables=variables)
    assert preview.returncode == 0, preview.stdout + preview.stderr
    up = service.pulumi("up", "--yes", variables=variables)
    assert up.returncode == 0, up.stdout + up.stderr
    again = service.pulumi("up", "--yes", "--expect-no-changes", variables=variables)
    assert again.returncode == 0, again.stdout + again.stderr
    refresh = service.pulumi("refresh", "--yes", "--expect-no-changes", variables=variables)
    assert refresh.returncode == 0, refresh.stdout + refresh.stderr
    outputs = json.loads(service.pulumi("stack", "output", "--json", variables=variables).stdout)
    assert outputs["domain"] == "webapp12"
    assert outputs["client_secret"] == "[secret]"
    destroy = service.pulumi("destroy", "--yes", variables=variables)
    assert destroy.returncode == 0, destroy.stdout + destroy.stderr
    exported = service.pulumi("stack", "export", variables=variables).stdout
    assert "aws:cognito" not in exported


def test_a_pool_made_by_hand_can_be_imported(service: Checkout):
    variables = service.local_variables()
    made = service.run("up", "-o", "json")
    pool_id = json.loads(made.stdout)["user_pool_id"]

    imported = service.pulumi(
        *("import", "--yes", "--generate-code=false", "--protect=false"),
        *("aws:cognito/userPool:UserPool", "by-hand", pool_id),
        variables=variables,
    )
    assert imported.returncode == 0, imported.stdout + imported.stderr
    assert pool_id in service.pulumi("stack", "export", variables=variables).stdout
    service.pulumi("destroy", "--yes", variables=variables)


def test_no_command_changes_what_git_tracks_or_which_stack_is_selected(service: Checkout):
    """The folder ~/.pulumi/workspaces holds the selections; the fixture compares `git status`."""
    variables = service.local_variables()
    service.pulumi("up", "--yes", "--skip-preview", variables=variables)
    for arguments in (["outputs"], ["token", "-o", "raw"], ["up"], ["--quiet"], ["doctor"], ["destroy"]):
        finished = service.run(*arguments)
        assert finished.returncode == 0, (arguments, finished.stderr)
        assert service.git_status() == "", arguments
    assert not (service.home / ".pulumi" / "workspaces").exists()


def test_a_program_has_its_clients_in_an_existing_pool_and_leaves_the_pool_behind(service: Checkout):
    made = json.loads(service.run("up", "-o", "json").stdout)
    content = {
        "user_pool_id": made["user_pool_id"],
        "resource_servers": [
            {"identifier": "orders", "scopes": [{"scope_name": "read", "scope_description": "read orders"}]}
        ],
        "clients": [
            {
                "name": "team",
                "generate_secret": True,
                "allowed_oauth_flows": ["client_credentials"],
                "allowed_oauth_scopes": ["orders/read"],
            }
        ],
    }
    file = service.root / "Pulumi.team.yaml"
    file.write_text(json.dumps({"config": {"cognito-access-token:auth": content}}))  # JSON is YAML
    try:
        variables = service.local_variables("team")
        up = service.pulumi("up", "--yes", "--skip-preview", variables=variables)
        assert up.returncode == 0, up.stdout + up.stderr
        again = service.pulumi("up", "--yes", "--expect-no-changes", variables=variables)
        assert again.returncode == 0, again.stdout + again.stderr
        outputs = json.loads(service.pulumi("stack", "output", "--json", variables=variables).stdout)
        assert outputs["user_pool_id"] == made["user_pool_id"]
        assert outputs["client_id"] != made["client_id"]
        destroy = service.pulumi("destroy", "--yes", "--skip-preview", variables=variables)
        assert destroy.returncode == 0, destroy.stdout + destroy.stderr
    finally:
        file.unlink()
    assert service.run("token", "-o", "raw").returncode == 0
