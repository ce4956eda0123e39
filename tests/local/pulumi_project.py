"""An ordinary Pulumi project on the embedded provider, through the real CLI, in a backend of its own."""

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from local.clean_environment import clean_variables
from local.language_host import write_plugins
from local.paths import cache_folder
from local.pulumi_cli import obtain_pulumi_cli
from local.pulumi_version import quiet_variables

STACK = "test"
TIMEOUT_S = 120


class PulumiProject:
    """A project folder, deployed from a workspace elsewhere: nothing in the folder is written.

    `provider_port` is where the embedded provider serves; the workspace gets state, passphrase and Pulumi's home.
    """

    def __init__(self, folder: Path, workspace: Path, provider_port: int) -> None:
        """Make the workspace and the stack. Raises OSError, yaml.YAMLError where `folder` is no project."""
        self._workspace = workspace
        described = yaml.safe_load((folder / "Pulumi.yaml").read_text(encoding="utf-8"))
        # This interpreter has what a program needs; the project's own environment may not be there.
        described |= {"main": str(folder.absolute()), "runtime": "python"}
        (workspace / "Pulumi.yaml").write_text(yaml.safe_dump(described), encoding="utf-8")
        home, state, passphrase = workspace / "home", workspace / "state", workspace / "passphrase"
        for made in (home, state):
            made.mkdir(mode=0o700)
        passphrase.touch(mode=0o600)
        passphrase.write_text(secrets.token_urlsafe(), encoding="ascii")
        cli = obtain_pulumi_cli(cache=cache_folder(), say=lambda _words: None)
        write_plugins(home, cli, Path(sys.executable))
        self._command = [str(cli.executable), "--non-interactive", "--color", "never"]
        self._variables = quiet_variables(
            {
                **clean_variables(workspace, os.environ),
                "PATH": f"{cli.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
                "PULUMI_BACKEND_URL": state.absolute().as_uri(),
                "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase),
                "PULUMI_DEBUG_PROVIDERS": f"aws:{provider_port}",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
                "PULUMI_HOME": str(home),
                "PULUMI_STACK": STACK,
            }
        )
        finished = self.run("stack", "init", STACK)
        if finished.returncode:
            raise OSError(f"the stack can't be created: {finished.stderr}")

    def configure(self, settings: dict[str, Any]) -> None:
        """Give the stack these settings, as they stand in a `Pulumi.<stack>.yaml`, instead of those it has."""
        path = self._workspace / f"Pulumi.{STACK}.yaml"
        salt = yaml.safe_load(path.read_text(encoding="utf-8"))["encryptionsalt"]
        path.write_text(yaml.safe_dump({**settings, "encryptionsalt": salt}), encoding="utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the CLI to its end."""
        return subprocess.run(
            [*self._command, *arguments],
            cwd=self._workspace,
            env=self._variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
