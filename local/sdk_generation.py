"""Writes a package's SDK: what Python's language host answers `GeneratePackage` with, in a process of its own.

`python sdk_generation.py LANGUAGE` reads the call's request from standard input and writes its response to standard
output (https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto). Pulumi's generators do the work.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(language: str) -> int:
    """Exit code 1 with what is wrong on standard error."""
    if (ROOT / "pyproject.toml").exists():
        sys.path.insert(0, str(ROOT))
    from local.errors import LocalEngineError
    from local.paths import cache_folder
    from local.pulumi_tools import GENERATORS, obtain_tool

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)  # noqa: T201 - the CLI shows it

    try:
        generators = obtain_tool(GENERATORS, cache=cache_folder(), say=say)
    except LocalEngineError as error:
        say(str(error))
        return 1
    return subprocess.run([generators, language], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
