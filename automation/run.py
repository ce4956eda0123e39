"""The door of the driver: parses, calls, prints. `python automation/run.py --help`.

Any Python from 3.11 up can start it: it builds the checkout's `.venv` from the lock and goes on inside it.
"""

import os.path
import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts it with an older one should be told
        sys.exit("error: this program needs Python 3.11 or newer; run it with, for example, python3.12")
    import _signal  # type: ignore[import-not-found] # all of `signal` that is needed, without what it imports

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # Ctrl-C ends it without a traceback, until `main` sees to it
    # Python puts automation/ there, whose modules would shadow the standard library's.
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    from automation.cli.cached_token import quick_token
    from automation.cli.standard_streams import open_standard_streams

    open_standard_streams()
    quick_code = quick_token(sys.path[0], sys.argv[1:])
    if quick_code is not None:
        sys.exit(quick_code)

import contextlib
import importlib
import json
import os
import traceback
from pathlib import Path
from typing import NoReturn

from automation import commands
from automation.cli.command_line import Arguments, asked_output, parse
from automation.cli.context import Context
from automation.errors import Interrupted, ReportedError, described
from automation.targets.proxies import keep_loopback_off_proxies
from automation.terminal.console import Console
from automation.terminal.signals import Signals
from local.program import FOLDER, IS_INSTALLED, project_folder


def main(argv: list[str]) -> int:
    """Run one command line, without the program's name, and return the exit code of the contract's section 4."""
    console = Console()
    signals = Signals()
    output = asked_output(argv)
    keep_loopback_off_proxies(os.environ)
    with signals.installed():
        try:
            arguments = parse(argv)
            console = Console(quiet=arguments.quiet, verbose=arguments.verbose)
            if not IS_INSTALLED:
                _enter_environment(argv, console)
            root = Path(project_folder())
            context = Context(root, arguments, console, sys.stdin, sys.stdout, signals, os.environ, main)
            module = (arguments.command or "one_shot").replace("-", "_")
            code: int = importlib.import_module(f"{commands.__name__}.{module}").run(context)
        except Interrupted as interruption:
            return interruption.exit_code
        except BrokenPipeError:
            # Whoever read the answer went away; what there was to destroy is destroyed by now.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1
        except Exception as error:  # noqa: BLE001 - the one place where exceptions become text
            return _report_failure(error, console, as_json=output == "json")
        if code == 0 and signals.received is not None and not _ends_by_signal(arguments):
            return 128 + signals.received
        return code


def _ends_by_signal(arguments: Arguments) -> bool:
    """Whether a signal is how the call is ended, so that it is done and not interrupted."""
    options = arguments.options
    return bool(options.get("hold")) or (arguments.command, options.get("action")) == ("local", "gateway")


def _enter_environment(argv: list[str], console: Console) -> None:
    from automation.cli.bootstrap import ensure_environment  # hashing and subprocesses

    ensure_environment(Path(FOLDER), argv, console.say)


def _report_failure(error: Exception, console: Console, *, as_json: bool) -> int:
    if console.verbose:
        console.error("".join(traceback.format_exception(error)).rstrip())
    code, text = described(error)
    console.error(text)
    if as_json and not isinstance(error, ReportedError):
        resource = getattr(error, "resource", None)
        said = {"code": code, "text": text, **({"resource": resource} if resource else {})}
        with contextlib.suppress(OSError, ValueError):  # nobody reads any more
            sys.stdout.write(json.dumps({"error": said}) + "\n")
            sys.stdout.flush()
    return getattr(error, "exit_code", 1)


def _leave(code: int) -> NoReturn:
    """End at once: to take apart all that was imported takes the interpreter longer than some commands do."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    _leave(main(sys.argv[1:]))
