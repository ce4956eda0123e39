"""`init [FOLDER]`: a Pulumi project of one's own around the component."""

import re
import secrets
from pathlib import Path

from automation.cli.context import Context
from automation.errors import UsageError
from automation.terminal.reports import print_json, print_raw
from cognito_model.domains import RESERVED_WORDS
from local.program import COMMAND, FOLDER, NAME, VERSION

UNIQUE = "bcdfghjklmnpqrstvwxz0123456789"
"""Letters and digits that can't spell a word that Cognito reserves in domain prefixes."""
UNIQUE_DIGITS = 6
PREFIX_LENGTH = 40
PROJECT = """\
name: {name}
description: Sign-in with Amazon Cognito
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: .venv
"""
PROGRAM = '''\
"""The Pulumi program: deploys what `Pulumi.<stack>.yaml` describes. Resources of your own go below."""

from cognito_access_token import deploy

auth = deploy()  # the stack's outputs by name, such as auth["user_pool_id"]
'''
IGNORED = """\
/.venv/
/.cognito/
/Pulumi.local-*.yaml
__pycache__/
"""


def run(context: Context) -> int:
    """Writes the project's files; nothing where one of them is there already. Raises UsageError."""
    folder = Path(context.arguments.options.get("folder") or ".").absolute()
    files = project_files(folder.name)
    _check(folder, files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            with (folder / name).open("x", encoding="utf-8") as stream:
                stream.write(text)
    except OSError as error:
        raise UsageError(f"Writing the project to {folder} failed: {error.strerror}.") from None
    if context.arguments.output == "json":
        print_json(context.stdout, {"folder": str(folder), "files": sorted(files)})
    else:
        for name in files:
            print_raw(context.stdout, str(folder / name))
    console = context.console
    console.say(f"A Pulumi project is in {folder}. On this machine, without AWS, from that folder:")
    console.say(f'  eval "$({NAME} local env)" && pulumi up')
    console.say("On AWS: pulumi install && pulumi stack init dev && pulumi up")
    return 0


def project_files(folder_name: str) -> dict[str, str]:
    """What a project in a folder of that name consists of."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", folder_name).strip("-.") or "auth"
    article = Path(FOLDER, "Pulumi.dev.yaml").read_text(encoding="utf-8")
    return {
        "Pulumi.yaml": PROJECT.format(name=name),
        "__main__.py": PROGRAM,
        "Pulumi.dev.yaml": _named(article, name),
        "requirements.txt": f"{NAME}~={VERSION}\n",
        ".gitignore": IGNORED,
    }


def _named(article: str, name: str) -> str:
    """The article's configuration with a pool's name and a domain's prefix of its own: prefixes are unique on AWS."""
    suffix = "".join(secrets.choice(UNIQUE) for _ in range(UNIQUE_DIGITS))
    words = re.sub(r"[^a-z0-9]+", "-", name.lower())
    for reserved in RESERVED_WORDS:
        words = words.replace(reserved, "")
    prefix = f"{words[:PREFIX_LENGTH].strip('-')}-{suffix}".strip("-")
    article = article.replace("# yaml-language-server: $schema=docs/schema/auth.json\n", "")
    return article.replace("webapp-user-pool", f"{name}-user-pool").replace("webapp12", prefix)


def _check(folder: Path, files: dict[str, str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Name a folder for the project.")
    taken = [name for name in files if (folder / name).exists()]
    if taken:
        raise UsageError(
            f"{folder} already contains {', '.join(taken)}, and nothing is overwritten. Name another folder: "
            f"{COMMAND} init FOLDER"
        )
