"""A folder of HTML templates: every value escaped; styles and scripts stand in the page, known by their digests."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


class TemplateFolder:
    """A folder with `templates`, and beside them the texts that they include. Nothing is read twice."""

    def __init__(self, folder: Path, *shared: Path) -> None:
        """`shared` are folders whose `templates` may be included too, where this one has none of the name."""
        self._folder = folder
        self._shared = shared
        self._texts: dict[str, str] = {}

    def render(self, template: str, values: Mapping[str, Any]) -> bytes:
        """A template with its values. Raises jinja2.TemplateError."""
        return self.environment.get_template(template).render(values).encode()

    def text(self, name: str) -> str:
        """A text of the folder."""
        if name not in self._texts:
            self._texts[name] = (self._folder / name).read_text(encoding="utf-8")
        return self._texts[name]

    def digest(self, name: str) -> str:
        """A text's source expression in a content security policy (CSP level 3, section 2.3.1)."""
        return f"sha256-{base64.b64encode(hashlib.sha256(self.text(name).encode()).digest()).decode()}"

    @cached_property
    def environment(self) -> "Environment":
        """Jinja's; imported with the first page."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        found = Environment(
            loader=FileSystemLoader([folder / "templates" for folder in (self._folder, *self._shared)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        found.globals["text_of"] = self.text
        return found
