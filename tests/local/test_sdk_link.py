"""A generated SDK becomes a requirement of the project that asked for it."""

from pathlib import Path

from local.sdk_link import link

SDK = "sdks/cognito-access-token"


def project(tmp_path: Path, requirements: str) -> Path:
    package = tmp_path / SDK / "pulumi_cognito_access_token"
    package.mkdir(parents=True)
    (package / "pulumi-plugin.json").touch()
    (tmp_path / "requirements.txt").write_text(requirements)
    return tmp_path / "requirements.txt"


def test_it_is_added_once_and_how_it_is_imported_is_said(tmp_path: Path) -> None:
    requirements = project(tmp_path, "pulumi>=3\n\n# ours\nrequests\n")
    assert "import pulumi_cognito_access_token\n" in link(tmp_path, [SDK])
    link(tmp_path, [SDK])
    assert requirements.read_text() == f"pulumi>=3\n\n# ours\nrequests\n{SDK}\n"


def test_a_line_that_asks_for_the_same_package_elsewhere_goes(tmp_path: Path) -> None:
    requirements = project(tmp_path, "pulumi-cognito-access-token==0.1\npulumi")
    link(tmp_path, [SDK])
    assert requirements.read_text() == f"pulumi\n{SDK}\n"


def test_a_project_without_requirements_gets_them(tmp_path: Path) -> None:
    requirements = project(tmp_path, "")
    requirements.unlink()
    link(tmp_path, [SDK])
    assert requirements.read_text() == f"{SDK}\n"
