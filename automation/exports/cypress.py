"""`export cypress`: a command for Cypress that signs its browser in, and the fixture that it reads.

https://docs.cypress.io/api/commands/session, https://docs.cypress.io/api/commands/setcookie
"""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from automation.exports import Export
from automation.tokens.browser.cookies import SESSION, HostedCookie

SUPPORT: Final = Path(__file__).with_name("cypress.js")
SUPPORT_FILE: Final = "support/cognito.js"
FIXTURE_FILE: Final = "fixtures/cognito.json"
SAME_SITE: Final = {"Strict": "strict", "Lax": "lax", "None": "no_restriction"}


def files(export: Export) -> dict[str, str]:
    """The command, which holds no secret, and the fixture, below a project's folder `cypress`."""
    browser = export.browser
    assert browser is not None  # the registry says that it is asked for
    state = {
        "origin": browser.origin,
        "cookies": [_cookie(one) for one in browser.cookies],
        "localStorage": dict(browser.local_storage),
        "sessionStorage": {name: browser.local_storage[name] for name in browser.of_a_tab},
    }
    # By it Cypress knows whether what it keeps of an earlier test is this one.
    identity = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]
    text = json.dumps({"id": identity, **state}, indent=2, ensure_ascii=False) + "\n"
    return {SUPPORT_FILE: SUPPORT.read_text(encoding="utf-8"), FIXTURE_FILE: text}


def _cookie(cookie: HostedCookie) -> dict[str, Any]:
    return {
        "name": cookie.name,
        "value": cookie.value,
        "domain": cookie.domain,
        "hostOnly": not cookie.domain.startswith("."),
        "path": cookie.path,
        "httpOnly": cookie.is_http_only,
        "secure": cookie.is_secure,
        "sameSite": SAME_SITE[cookie.same_site],
        **({} if cookie.expires == SESSION else {"expiry": cookie.expires}),
    }
