"""The pack's own files say the version of the program that it belongs to."""

from pathlib import Path

import yaml

from local.program import VERSION

ROOT = Path(__file__).resolve().parents[2]


def test_the_pack_has_the_programs_version() -> None:
    manifest = yaml.safe_load((ROOT / "policies" / "PulumiPolicy.yaml").read_text(encoding="utf-8"))
    assert manifest["version"] == VERSION


def test_the_page_shows_the_packs_name_and_version() -> None:
    manifest = yaml.safe_load((ROOT / "policies" / "PulumiPolicy.yaml").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    assert f"{manifest['name']}@v{VERSION} (local: policies)" in page
