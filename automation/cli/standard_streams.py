"""Standard streams that whoever started us has closed (`>&-`), or given another encoding than the answers have.

Standard library only, and little of it: it runs before everything else.
"""

import os
import sys


def open_standard_streams() -> None:
    """Let closed ones lead nowhere: otherwise the next file that is opened would be taken for one, also by children."""
    for descriptor, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest that is free, which is this one
            os.set_inheritable(descriptor, True)  # noqa: FBT003 - its signature
        if getattr(sys, name) is None:
            setattr(sys, name, open(descriptor, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - for good
    for stream in (sys.stdout, sys.stderr):  # whatever the locale: a name may have any character
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr] # of no other class
