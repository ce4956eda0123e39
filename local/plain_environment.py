"""What `local env` prints: the variables with which a plain `pulumi up` works against the local engine.

State, passphrase and Pulumi's own home are in a folder of the project's: nothing of the user's `~/.pulumi` is read or
changed.
"""

import os
import secrets
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from glob import escape
from pathlib import Path

from local import service
from local.engine_configuration import FULL_KEY, read_engine_configuration
from local.errors import ServiceError, storage_error
from local.language_host import write_plugins
from local.locks import exclusive
from local.paths import cache_folder, engine_folder
from local.private_files import make_private_folder
from local.program import ENGINE, IS_INSTALLED
from local.pulumi_cli import PulumiCli, obtain_pulumi_cli
from local.pulumi_project import project_file, project_name, runtime_of, settings_of
from local.pulumi_version import quiet_variables
from local.stack_settings import configured_in, copy_settings, local_stack_name, read_setting, stack_region
from local.trust import trusting_variables

__all__ = [
    "as_exports",
    "backend_url",
    "has_stack",
    "local_stack_name",
    "make_backend",
    "passphrase_file",
    "prepare",
    "pulumi_home",
]

YAML_PLUGIN = "language-yaml-v1.0.0"
"""The name by which Pulumi finds the plugin in its home, as those of `local.language_host`."""
UNSET = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
    "AWS_ENDPOINT_URL_COGNITO_IDENTITY",
    "AWS_ENDPOINT_URL_STS",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "PULUMI_CONFIG_PASSPHRASE",
)
"""What would take precedence over, or get into the way of, the variables that are set."""
STACK_TIMEOUT_S = 120


def prepare(  # noqa: PLR0913 - a stack has a project, a configuration and a region
    root: Path,
    stack: str,
    region: str | None,
    say: Callable[[str], None],
    variables: Mapping[str, str] | None = None,
    *,
    config: Path | None = None,
) -> dict[str, str]:
    """Start the service, make the local stack, both if need be, and return the variables to set.

    `root` is the project's folder, `stack` the configuration that the local stack copies, from `config` where it isn't
    the project's own file. In a folder without a project there is no stack to make or name. Raises LocalEngineError.
    """
    variables = os.environ if variables is None else variables
    root = root.absolute()
    folder = engine_folder(root)
    with exclusive(folder / "stack.lock", lambda: say("Waiting for another process that is preparing a local stack")):
        file, has_project = config or configured_in(root, stack), project_file(root) is not None
        chosen = copy_settings(root, stack, region, folder, say, file) if has_project else stack_region(file, region)
        configuration = read_engine_configuration(read_setting(file, FULL_KEY), root)
        cli = obtain_pulumi_cli(cache=cache_folder(variables), say=say, variables=variables)
        _check_virtual_environment(root, cli, say)
        _add_yaml_host(root, cli, say, variables)
        running = service.start(root, say=say)
        service.configure(root, running, local_stack_name(stack), configuration)
        result = {
            **({"PULUMI_STACK": local_stack_name(stack)} if has_project else {}),
            "PULUMI_BACKEND_URL": make_backend(root),
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase_file(root)),
            "PULUMI_HOME": str(pulumi_home(root, cli)),
            "PULUMI_DEBUG_PROVIDERS": f"aws:{running.provider_port}",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PATH": _with_first(cli.folder, variables.get("PATH", os.defpath)),
            "AWS_ENDPOINT_URL": running.endpoint_url,
            "AWS_REGION": chosen,
            "AWS_DEFAULT_REGION": chosen,  # what boto3 reads
            **service.credentials(root).variables,
            **({"COGNITO_LOCAL_ISSUER": "true"} if running.issuer_is_local else {}),
            **trusting_variables(running.authority_file, folder, variables),
        }
        if has_project:
            _create_stack(root, cli, result, variables)
    return result


def as_exports(variables: Mapping[str, str]) -> str:
    """Render `variables` for a POSIX shell's `eval`; what would get into their way is unset."""
    lines = [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    return "\n".join([f"unset {' '.join(UNSET)}", *lines])


def backend_url(root: Path) -> str:
    """Where the local stacks of a checkout are kept: a `file://` backend, which may not be there yet."""
    return _backend_folder(root).as_uri()


def make_backend(root: Path) -> str:
    """The same, made if need be. Raises StorageError."""
    engine_folder(root)
    return make_private_folder(_backend_folder(root)).as_uri()


def has_stack(root: Path, name: str) -> bool:
    """Whether the backend has a stack of that name, of any project: one that was renamed has left its stacks there."""
    stacks = _backend_folder(root) / ".pulumi" / "stacks"
    return any(any(stacks.glob(f"*/{escape(name)}{ending}")) for ending in (".json", ".json.gz"))


def _backend_folder(root: Path) -> Path:
    return (root / ENGINE / "state").absolute()


def passphrase_file(root: Path) -> Path:
    """The file, 0600, with the random passphrase of the local stacks' secrets; made once. Raises StorageError."""
    path = engine_folder(root).absolute() / "passphrase"
    if path.exists():
        return path
    partial = path.with_name(f".passphrase.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(32), encoding="ascii")
        # A link, not a rename: who comes second takes what is there, and never sees half of it.
        try:
            path.hardlink_to(partial)
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    except OSError as error:
        raise storage_error("Creating the local stacks' passphrase", path, error) from error
    return path


def pulumi_home(root: Path, cli: PulumiCli | None = None) -> Path:
    """Pulumi's home for the local stacks, in place of `~/.pulumi`. Raises StorageError.

    Where `cli` came without Python's language host or dynamic provider, ours are among its plugins. (On PATH they
    would serve as well, with a warning in every answer of the CLI.)
    """
    home = make_private_folder(engine_folder(root).absolute() / "pulumi")
    if cli:
        write_plugins(home, cli, _interpreter(root))
    return home


def _add_yaml_host(root: Path, cli: PulumiCli, say: Callable[[str], None], variables: Mapping[str, str]) -> None:
    """Add YAML's language host to the plugins where a program needs it and the CLI came without: built once."""
    if cli.has_language_host or runtime_of(settings_of(root))[0] != "yaml":
        return
    from local.pulumi_tools import YAML_HOST, obtain_tool  # needed once in a lifetime

    executable = obtain_tool(YAML_HOST, cache=cache_folder(variables), say=say, variables=variables)
    link = pulumi_home(root, cli) / "plugins" / YAML_PLUGIN / executable.name
    try:
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(executable)
    except OSError as error:
        raise storage_error("Adding YAML's language host to Pulumi's plugins", link, error) from error


def _check_virtual_environment(root: Path, cli: PulumiCli, say: Callable[[str], None]) -> None:
    """Say what to do where the CLI's own language host will look for a virtual environment that isn't there."""
    if not cli.has_language_host:
        return  # ours does without
    _, options = runtime_of(settings_of(root))
    name = options.get("virtualenv")
    if name and not (root / str(name)).exists():
        say(f"The project's virtual environment {name} doesn't exist yet; create it with `pulumi install`")


def _interpreter(root: Path) -> Path:
    """What runs the language host."""
    return Path(sys.executable) if IS_INSTALLED else root.absolute() / ".venv" / "bin" / "python"


def _with_first(folder: Path, path: str) -> str:
    others = [entry for entry in path.split(os.pathsep) if entry != str(folder)]
    return os.pathsep.join([str(folder), *others])


def _create_stack(root: Path, cli: PulumiCli, prepared: Mapping[str, str], variables: Mapping[str, str]) -> None:
    name = prepared["PULUMI_STACK"]
    project = project_name(root)
    stacks = root / ENGINE / "state" / ".pulumi" / "stacks" / project
    if any((stacks / f"{name}.json{suffix}").exists() for suffix in ("", ".gz")):
        return  # what the CLI would take 0.3 s to tell
    environment = {name: value for name, value in variables.items() if name not in UNSET}
    try:
        finished = subprocess.run(
            [str(cli.executable), "stack", "init", name, "--non-interactive"],
            cwd=root,
            env=quiet_variables({**environment, **prepared}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=STACK_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServiceError(f"Creating the local stack {name} failed: {error}.") from error
    words = " ".join(f"{finished.stdout} {finished.stderr}".split())
    if finished.returncode != 0 and "already exists" not in words:
        raise ServiceError(f"Creating the local stack {name} failed: {words}")
