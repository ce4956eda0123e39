"""The system's browser."""

import subprocess
import sys

OPEN = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"
PATIENCE_S = 3.0


def open_browser(url: str) -> bool:
    """Open a page in the browser named by BROWSER, or else the system's; False if there is none.

    In a process of its own, that is given none of our streams: a browser that stays open would keep whoever reads our
    answer waiting, and what it says would be taken for a part of it.
    """
    opening = subprocess.Popen(
        [sys.executable, "-c", OPEN, url],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us alone
    )
    try:
        return opening.wait(PATIENCE_S) == 0
    except subprocess.TimeoutExpired:
        return True  # some stay until the browser is closed
