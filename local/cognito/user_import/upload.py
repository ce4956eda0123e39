"""Where a user import job's file is put: the job's PreSignedUrl.

As on AWS the address is good for a PUT with the header `x-amz-server-side-encryption: aws:kms`, and refusals are S3's
("Creating and running the Amazon Cognito user pool import job"). Nothing is read of whoever doesn't have the address.
"""

import secrets
from typing import Final
from urllib.parse import parse_qs

from local.cognito.engine import Engine
from local.cognito.http import ClientGoneError, Receive, Scope, Send, answer, header
from local.cognito.store.pools import ImportJob, UserPool
from local.cognito.user_import.files import Upload
from local.cognito.user_import.jobs import takes_file
from local.cognito.user_import.paths import PATH

MAX_BYTES: Final = 100 * 1024 * 1024
XML: Final = b"application/xml"
CLOSE: Final = ((b"connection", b"close"),)


class RefusedError(Exception):
    """The file isn't taken: HTTP status, and S3's code and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.body = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
        )


class UploadApp:
    """Takes files in."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification."""
        try:
            await self._take(scope, receive)
        except RefusedError as error:  # what is left of the body isn't read
            await answer(send, error.status, error.body.encode(), XML, CLOSE)
        else:
            await answer(send, 200, b"", XML)

    async def _take(self, scope: Scope, receive: Receive) -> None:
        if scope["method"] != "PUT":
            message = "The specified method is not allowed against this resource."
            raise RefusedError(405, "MethodNotAllowed", message)
        if header(scope, b"x-amz-server-side-encryption") != b"aws:kms":
            message = "The header x-amz-server-side-encryption:aws:kms was signed"
            raise RefusedError(403, "SignatureDoesNotMatch", message)
        pool, job = self._job(scope)
        upload = Upload(self._engine.settings, job)
        try:
            await _receive(scope, receive, upload)
            with self._engine.calling(pool) as call:
                self._check_waits(job)
                upload.keep()
                call.save(job)
        except BaseException:
            upload.drop()
            raise

    def _job(self, scope: Scope) -> tuple[UserPool, ImportJob]:
        """The job that an address is of. Raises RefusedError."""
        pool_id, _, job_id = scope["path"].removeprefix(PATH).partition("/")
        signature = parse_qs(scope["query_string"].decode("latin-1")).get("X-Amz-Signature", [""])[0]
        pool = self._engine.store.pools.get(pool_id)
        job = pool.import_jobs.get(job_id) if pool else None
        if pool is None or job is None or not secrets.compare_digest(job.upload_key.encode(), signature.encode()):
            raise RefusedError(403, "AccessDenied", "Access Denied")
        self._check_waits(job)
        return pool, job

    def _check_waits(self, job: ImportJob) -> None:
        if not takes_file(job, self._engine.clock.now()):
            raise RefusedError(403, "AccessDenied", "Request has expired")


async def _receive(scope: Scope, receive: Receive, upload: Upload) -> None:
    """Write a request's body into a file. Raises RefusedError, ClientGoneError."""
    too_large = RefusedError(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
    announced = header(scope, b"content-length")
    if announced.isdigit() and int(announced) > MAX_BYTES:
        raise too_large
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        body: bytes = message.get("body", b"")
        size += len(body)
        if size > MAX_BYTES:
            raise too_large
        upload.write(body)
        more = bool(message.get("more_body"))
