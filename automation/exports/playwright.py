"""`export playwright`: a storage state, with which a browser's context opens signed in."""

import json

from automation.exports import Export

STATE_FILE = "cognito.storage-state.json"
SCRIPT_FILE = "cognito.session-storage.js"


def text(export: Export) -> str:
    """The storage state."""
    assert export.browser is not None  # the registry says that it is asked for
    return json.dumps(export.browser.to_playwright(), indent=2, ensure_ascii=False) + "\n"


def files(export: Export) -> dict[str, str]:
    """The storage state, and the script that oidc-client-ts needs beside it."""
    assert export.browser is not None
    script = export.browser.init_script()
    return {STATE_FILE: text(export), **({SCRIPT_FILE: script} if script else {})}
