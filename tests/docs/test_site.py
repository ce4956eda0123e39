"""The site builds without a warning, holds every page, and loads nothing from another host."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LOADED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?(https?:)?//|<link\b[^>]*href=["']?(https?:)?//"""
)
BUILT_FROM = ("docs", "tools", "examples")


def build(root: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Build the site as `make site` does, into a folder of its own."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = build(ROOT, folder)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_every_page_is_there_and_readme_is_the_first(site: Path):
    for page in (ROOT / "docs").rglob("*.md"):
        name = page.relative_to(ROOT / "docs").with_suffix(".html")
        assert (site / name).exists() or name.parts[0] == "fidelity-notes"
    assert "Thirty seconds" in (site / "index.html").read_text(encoding="utf-8")


def test_nothing_is_loaded_from_another_host(site: Path):
    pages = [*site.rglob("*.html")]
    assert len(pages) > 30
    assert [page.name for page in pages if LOADED.search(page.read_text(encoding="utf-8"))] == []
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//", style.read_text(encoding="utf-8"))


def test_files_of_the_repository_that_pages_link_to_are_published_with_them(site: Path):
    page = (site / "back-ends.html").read_text(encoding="utf-8")
    assert 'href="repository/examples/python/backend.py.txt"' in page
    assert (site / "repository/examples/python/backend.py.txt").read_text() == (
        ROOT / "examples/python/backend.py"
    ).read_text()


def test_a_pipe_in_the_code_of_a_table_is_shown_as_it_is_typed(site: Path):
    page = (site / "commands.html").read_text(encoding="utf-8")
    assert "<code>--password VALUE|-|@FILE</code>" in page


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("nowhere.md", "# In no section of the menu\n"),
        ("serve.md", "# A link to a page that isn't there\n\n[gone](gone.md)\n"),
        ("errors.md", "# A link to a heading that isn't there\n\n[gone](serve.md#gone)\n"),
    ],
)
def test_what_is_missing_fails_the_build(page: str, text: str, tmp_path: Path):
    for name in ("mkdocs.yml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in BUILT_FROM:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("node_modules", "pulumi-cli"))
    (tmp_path / "docs" / page).write_text(text)
    assert build(tmp_path, tmp_path / "built").returncode == 1
