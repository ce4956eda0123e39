"""Run a command in a process group that is killed when standard input ends: when whoever started us is gone.

Started by its path, with the standard library only. An end-of-file on a pipe is what every system tells after a
SIGKILL.
"""

import os
import signal
import subprocess
import sys
import threading


def _kill_group_at_end_of_file() -> None:
    while os.read(0, 4096):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    try:
        process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    except OSError as error:
        sys.exit(f"{sys.argv[1]}: {error.strerror}")
    threading.Thread(target=_kill_group_at_end_of_file, daemon=True).start()
    code = process.wait()
    os._exit(code if code >= 0 else 128 - code)
