"""The local target with a script as Pulumi's CLI, and a Cognito that a test chooses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from automation.targets.target import Connection
from automation.targets.workspaces import Workspace
from local.engine_configuration import EngineConfiguration
from tests.automation.stacks.fake_cli import FakeCli, make_connection
from tests.automation.stacks.test_orphans import Cognito
from tests.automation.targets.fake_target import FakeTarget

CONFIGURATION = """\
config:
  cognito-access-token:auth:
    pool_name: webapp
    clients:
      - name: webapp
        explicit_auth_flows: [ALLOW_ADMIN_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
"""


class ScriptedTarget(FakeTarget):
    """What was asked of it is noted."""

    def __init__(self, root: Path, cognito: Any = None, **connection: Any) -> None:
        super().__init__(root)
        self.cli = FakeCli(root / "cli")
        self.cognito = cognito or Cognito()
        self.checked = 0
        self.configured: list[str] = []
        self.regions: list[str] = []
        self.stacks: set[str] | None = None
        """Those that its backend has, where that is known without asking it."""
        self._changes = connection

    def check(self) -> None:
        self.checked += 1

    def engine_configuration(self, value: object, root: Path) -> EngineConfiguration:
        del value, root
        return EngineConfiguration()

    def may_have_stack(self, name: str) -> bool:
        return self.stacks is None or name in self.stacks

    def forget(self, workspace: Workspace) -> bool:
        del workspace
        return True

    @contextmanager
    def kept(self, workspace: Workspace, region: str) -> Iterator[Connection]:
        del workspace
        self.regions.append(region)
        made = make_connection(
            self.cli,
            cognito=lambda **_: self.cognito,
            patient=lambda _service: self.cognito,
            configure=lambda stack, _configuration: self.configured.append(stack),
            region=region,
        )
        yield replace(made, backend=self.backend(), **self._changes)

    one_shot = kept
