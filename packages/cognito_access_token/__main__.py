"""The command `cognito-access-token`: `automation/run.py` of an installed program."""

import importlib
import sys

from automation.cli.cached_token import quick_token
from automation.cli.standard_streams import open_standard_streams
from local.program import project_folder


def main() -> None:
    """Run one command line and exit with its code. A token from the cache is answered before the rest is imported."""
    open_standard_streams()
    code = quick_token(project_folder(), sys.argv[1:])
    if code is None:
        code = importlib.import_module(f"{__package__}.automation.run").main(sys.argv[1:])
    sys.exit(code)


if __name__ == "__main__":
    main()
