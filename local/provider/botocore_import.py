"""How botocore is imported where starting is measured."""

import sys
from contextlib import suppress


def import_botocore() -> None:
    """As where pyOpenSSL isn't installed: botocore takes it where it finds it, for nothing, and slowly."""
    name = "urllib3.contrib.pyopenssl"
    if name in sys.modules or "botocore.httpsession" in sys.modules:
        return
    sys.modules[name] = None  # type: ignore[assignment] # Python's own way to say that there is none
    try:
        with suppress(ImportError):
            import botocore.httpsession  # noqa: F401
    finally:
        del sys.modules[name]
