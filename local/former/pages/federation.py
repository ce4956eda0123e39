"""Where identity providers send people back to: `/oauth2/idpresponse` and `/saml2/idpresponse`.

The provider's page posts from its own site, without our forms' token: what binds the answer to a request of ours is the
state (RelayState) that the request had.
"""

import json
import logging
from typing import Final

from ministack.core.concurrency import run_reentrant
from starlette.requests import Request
from starlette.responses import Response

from local.former import state
from local.former.pages.authorization import PageError
from local.former.pages.visit import body_of, error_page, redirect

LARGEST_ASSERTION_BYTES: Final = 1_000_000


async def respond(request: Request) -> Response:
    """On to the application with a code, or a page that says why not."""
    try:
        body = await body_of(request, LARGEST_ASSERTION_BYTES)
    except PageError as error:
        return error_page(error)
    method = "GET" if request.method == "HEAD" else request.method
    path, query = request.url.path, dict(request.query_params)
    response: Response = await run_reentrant(_answer, path, method, query, body, thread_name="federation")
    return response


def _answer(path: str, method: str, query: dict[str, str], body: bytes) -> Response:
    try:
        status, location, content = state.finish_federation(path, method, query, body)
        if location:
            return redirect(location)
        told = json.loads(content)
        return error_page(PageError(str(told["__type"]), str(told["message"]), status))
    except Exception:
        logging.getLogger(__name__).exception("A federated sign-in failed")
        return error_page(PageError("server_error", "The page failed. The local engine's log says how.", 500))
