"""Hooks of mkdocs.yml: pages that lie outside docs/, and links to files of the repository.

README.md is the site's home. What a page links to outside docs/ is published beside the pages, as plain text.
"""

import re
from pathlib import Path, PurePosixPath
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

PAGES: Final = {
    "index.md": "README.md",
    "changelog.md": "CHANGELOG.md",
    "contributing.md": "CONTRIBUTING.md",
    "security-policy.md": "SECURITY.md",
}
"""A page's place on the site, and the file at the repository's root that it is."""
DECISIONS: Final = "decisions"
LINK: Final = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?\)")
IMAGE: Final = re.compile(r"(!\[[^\]]*\]\()(?!https?:)([^)\s]+)(\))")
ROW: Final = re.compile(r"^\|.*$", re.MULTILINE)
CODE: Final = re.compile(r"`[^`\n]*`")
FILES: Final = "repository"
"""The site's folder of the repository's files."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the repository's root, what pages link to outside docs/, and decisions out of the menu."""
    root = Path(config.config_file_path).parent
    for place, name in PAGES.items():
        files.append(File.generated(config, place, content=(root / name).read_text(encoding="utf-8")))
    for file in list(files.documentation_pages()):
        if PurePosixPath(file.src_uri).parent.name == DECISIONS and PurePosixPath(file.src_uri).name != "index.md":
            file.inclusion = InclusionLevel.NOT_IN_NAV
        for match in LINK.finditer(file.content_string):
            path = in_repository(file.src_uri, match[2])
            published = f"{FILES}/{path}.txt"
            if is_outside(path) and (root / path).is_file() and files.get_file_from_path(published) is None:
                files.append(File.generated(config, published, abs_src_path=str(root / path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The page's text with links that lead to where the site has their targets."""
    del files
    root = Path(config.config_file_path).parent
    source = page.file.src_uri

    def link(match: re.Match[str]) -> str:
        path = in_repository(source, match[2])
        if (root / path).is_dir() and is_outside(path):
            return match[1]
        return f"[{match[1]}]({place_of(source, path)}{match[3] or ''})"

    def image(match: re.Match[str]) -> str:
        return f"{match[1]}{place_of(source, in_repository(source, match[2]))}{match[3]}"

    return ROW.sub(without_escapes, IMAGE.sub(image, LINK.sub(link, markdown)))


def without_escapes(row: re.Match[str]) -> str:
    """A table's row whose code has plain pipes: GitHub needs them escaped there, and this Markdown shows the escape."""
    return CODE.sub(lambda code: code[0].replace(r"\|", "|"), row[0])


def in_repository(source: str, target: str) -> str:
    """The path from the repository's root that a link on the page `source` of the site means."""
    folder = PurePosixPath() if source in PAGES else PurePosixPath("docs", source).parent
    parts: list[str] = []
    for part in (folder / target).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def is_outside(path: str) -> bool:
    """Whether a path of the repository is no page of the site."""
    return not path.startswith("docs/") and path not in PAGES.values()


def place_of(source: str, path: str) -> str:
    """Where the site has a path of the repository, relative to the page `source`."""
    up = "../" * (len(PurePosixPath(source).parts) - 1)
    places = {name: place for place, name in PAGES.items()}
    if path in places:
        return up + places[path]
    return up + (f"{FILES}/{path}.txt" if is_outside(path) else path.removeprefix("docs/"))
