"""The command `cognito-access-token`: `automation/run.py` of an installed program."""

import _signal  # type: ignore[import-not-found] # all of `signal` that is needed, without what it imports
import contextlib
import importlib
import sys

from automation.cli.cached_token import quick_token
from automation.cli.standard_streams import open_standard_streams
from local.program import project_folder


def main() -> None:
    """Run one command line and exit with its code. A token from the cache is answered before the rest is imported."""
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # Ctrl-C ends it without a traceback, until `main` sees to it
    open_standard_streams()
    code = None
    with contextlib.suppress(FileNotFoundError):  # the current folder's, which is said below
        code = quick_token(project_folder(), sys.argv[1:])
    if code is None:
        code = importlib.import_module(f"{__package__}.automation.run").main(sys.argv[1:])
    sys.exit(code)


if __name__ == "__main__":
    main()
