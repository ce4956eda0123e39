"""Where a user import job's CSV file is put: the job's PreSignedUrl.

As on AWS the address is good for one PUT with the header `x-amz-server-side-encryption: aws:kms` (developer guide,
"Importing users into user pools from a CSV file").
"""

from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.former import state
from local.former.operations.import_jobs import accept_file

MOST_BYTES: Final = 100 * 1024 * 1024


async def put(request: Request) -> Response:
    """Take the file; refused as S3 refuses."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            return refusal(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
    if request.headers.get("x-amz-server-side-encryption") != "aws:kms":
        return refusal(403, "SignatureDoesNotMatch", "The header x-amz-server-side-encryption:aws:kms was signed")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return refusal(400, "InvalidRequest", "The file is not in UTF-8")
    pool = state.pool_anywhere(request.path_params["pool"])
    signature = request.query_params.get("X-Amz-Signature", "")
    if pool is None or not accept_file(pool, request.path_params["job"], signature, text):
        return refusal(403, "AccessDenied", "Request has expired")
    return Response()


def refusal(status: int, code: str, message: str) -> Response:
    """An error as S3 words it."""
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(body, status, media_type="application/xml")


app = Starlette(routes=[Route("/_user-import/{pool}/{job}", put, methods=["PUT"])])
