"""Lambda's CreateFunction, GetFunction and DeleteFunction: how suites that know nothing of the engine give it triggers.

Nothing else of Lambda is here: functions are called by user pools alone. Whoever has the engine's key may give it code
by a configuration as well; nobody else gets this far.
"""

import base64
import binascii
import io
import re
import shutil
import stat
import tempfile
import threading
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cognito_model.regions import partition_of
from local.cognito import ids
from local.cognito.aws_json import decode, encode, signed_request
from local.cognito.caller import CallerPolicy
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from local.cognito.http import BodyTooLargeError, Receive, Scope, Send, answer, read_body
from local.cognito.json_types import JsonObject
from local.cognito.triggers.configuration import environment_problems
from local.cognito.triggers.functions import LocalFunction
from local.cognito.triggers.paths import PATH
from local.cognito.workers import Workers

SERVICE: Final = "lambda"
MAX_BODY_BYTES: Final = 70_000_000
"""A package of 50 MB, as base64 ("Lambda quotas")."""
MAX_UNPACKED_BYTES: Final = 250_000_000
NAME: Final = re.compile(r"[A-Za-z0-9-_]{1,64}", re.ASCII)
HANDLER: Final = re.compile(r"[\w./-]{1,100}\.[A-Za-z_$][\w$]{0,50}", re.ASCII)
RUNTIMES: Final = re.compile(r"(python3|nodejs)[\w.]*", re.ASCII)
OTHERS: Final = "The engine only has CreateFunction, GetFunction and DeleteFunction of Lambda."
NO_CONTENT: Final = 204
CONTENT_TYPE: Final = b"application/json"


class LambdaApi:
    """Answers what the engine's own key has signed."""

    def __init__(self, engine: Engine, policy: CallerPolicy, workers: Workers) -> None:
        self._engine = engine
        self._policy = policy
        self._workers = workers
        self._folder = Path(tempfile.mkdtemp(prefix="functions-"))  # 0700, in the engine's own temporary folder
        self._described: dict[str, JsonObject] = {}
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification."""
        try:
            body = await read_body(scope, receive, MAX_BODY_BYTES)
            region = self._region(scope, body)
            status, content = await self._workers.run(lambda: self._one_at_a_time(scope, body, region))
        except BodyTooLargeError:
            status, content = 413, _refusal("RequestTooLargeException", "The function's package is too large.")
        except CognitoError as error:
            status, content = error.status, _refusal(error.code, error.message)
        headers = [(b"x-amzn-errortype", content["__type"].encode())] if "__type" in content else []
        await answer(send, status, b"" if status == NO_CONTENT else encode(content), CONTENT_TYPE, headers)

    def _region(self, scope: Scope, body: bytes) -> str:
        caller = self._policy.caller_of(signed_request(scope, body))
        if not caller.is_signed or caller.service != SERVICE:
            raise CognitoError("MissingAuthenticationTokenException", "Missing Authentication Token", 403)
        return caller.region

    def _one_at_a_time(self, scope: Scope, body: bytes, region: str) -> tuple[int, JsonObject]:
        with self._lock:
            return self._reply(scope, body, region)

    def _reply(self, scope: Scope, body: bytes, region: str) -> tuple[int, JsonObject]:
        name = scope["path"].removeprefix(PATH).strip("/").rpartition(":function:")[2]
        match scope["method"], name:
            case "POST", "":
                return 201, self._create(decode(body), region)
            case "GET", _ if name in self._described:
                return 200, {"Configuration": self._described[name]}
            case "DELETE", _ if name in self._described:
                self._delete(name)
                return NO_CONTENT, {}
            case (("GET" | "DELETE"), _) if NAME.fullmatch(name):
                raise CognitoError("ResourceNotFoundException", f"Function not found: {_arn(region, name)}", 404)
            case _:
                raise CognitoError("UnknownOperationException", OTHERS, 404)

    def _create(self, given: JsonObject, region: str) -> JsonObject:
        name, handler = _text(given, "FunctionName", NAME), _text(given, "Handler", HANDLER)
        runtime = _text(given, "Runtime", RUNTIMES)
        if name in self._described:
            raise CognitoError("ResourceConflictException", f"Function already exist: {name}", 409)
        variables = _variables(given)
        folder = self._folder / name
        _unpack(_package(given), folder)
        function = LocalFunction(name, handler, folder, variables)
        self._engine.triggers.create_function(function)
        self._described[name] = {
            "FunctionName": name,
            "FunctionArn": _arn(region, name),
            "Runtime": runtime,
            "Handler": handler,
            "Role": str(given.get("Role") or ""),
            "State": "Active",
            "LastUpdateStatus": "Successful",
            "Version": "$LATEST",
            "PackageType": "Zip",
        }
        return self._described[name]

    def _delete(self, name: str) -> None:
        del self._described[name]
        self._engine.triggers.delete_function(name)
        shutil.rmtree(self._folder / name, ignore_errors=True)


def _text(given: Mapping[str, Any], member: str, pattern: "re.Pattern[str]") -> str:
    value = given.get(member)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise CognitoError("InvalidParameterValueException", f"{member} must match {pattern.pattern}")
    return value


def _variables(given: Mapping[str, Any]) -> dict[str, str]:
    environment = given.get("Environment") or {}
    variables = environment.get("Variables") or {} if isinstance(environment, Mapping) else environment
    for problem in environment_problems("Environment.Variables", variables):
        raise CognitoError("InvalidParameterValueException", f"{problem.path} {problem.rule}.")
    return dict(variables)


def _package(given: Mapping[str, Any]) -> bytes:
    code = given.get("Code")
    try:
        return base64.b64decode(code["ZipFile"], validate=True)  # type: ignore[index] # what isn't one is refused
    except (TypeError, KeyError, ValueError, binascii.Error):
        raise CognitoError("InvalidParameterValueException", "Code.ZipFile must be a zip file in base64.") from None


def _unpack(package: bytes, folder: Path) -> None:
    """Unpack a function's files, none of them outside of its folder. Raises CognitoError."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            members = archive.infolist()
            links = any(stat.S_ISLNK(member.external_attr >> 16) for member in members)
            inside = all((folder / member.filename).resolve().is_relative_to(folder.resolve()) for member in members)
            if links or not inside or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
                raise CognitoError("InvalidParameterValueException", "The zip file can't be unpacked.")
            shutil.rmtree(folder, ignore_errors=True)
            archive.extractall(folder)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise CognitoError("InvalidParameterValueException", "Could not unzip uploaded file.") from error


def _arn(region: str, name: str) -> str:
    return f"arn:{partition_of(region).id}:lambda:{region}:{ids.ACCOUNT_ID}:function:{name}"


def _refusal(code: str, message: str) -> JsonObject:
    return {"__type": code, "Type": "User", "message": message, "Message": message}
