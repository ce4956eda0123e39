"""Functions that are created as on AWS, by boto3."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.credentials import CREDENTIALS

SOURCE = "def handler(event, context):\n    raise Exception('locked by policy')\n"
REGION = "us-east-1"
ROLE = "arn:aws:iam::000000000000:role/triggers"


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineThread]:
    with EngineThread(EngineSettings(CREDENTIALS)) as running:
        yield running


def client(engine: EngineThread, service: str, secret: str = CREDENTIALS.secret_key) -> Any:
    return boto3.client(  # type: ignore[call-overload] # any service
        service,
        endpoint_url=engine.endpoint_url,
        region_name=REGION,
        aws_access_key_id=CREDENTIALS.access_key,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}),
    )


def zipped(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_py", ".py"), text)
    return content.getvalue()


def create(functions: Any, name: str, package: bytes, handler: str = "index.handler") -> Any:
    return functions.create_function(
        FunctionName=name, Runtime="python3.12", Handler=handler, Role=ROLE, Code={"ZipFile": package}
    )


def test_a_function_that_was_created_is_called_by_a_pool(engine: EngineThread) -> None:
    arn = create(client(engine, "lambda"), "refusing", zipped(index_py=SOURCE))["FunctionArn"]
    cognito = client(engine, "cognito-idp")
    pool = cognito.create_user_pool(PoolName="p", LambdaConfig={"PreSignUp": arn})["UserPool"]["Id"]
    app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c")["UserPoolClient"]["ClientId"]
    with pytest.raises(ClientError, match="PreSignUp failed with error locked by policy"):
        cognito.sign_up(ClientId=app, Username="ada", Password="Correct-horse1")


def test_a_function_that_is_deleted_is_there_no_longer(engine: EngineThread) -> None:
    functions = client(engine, "lambda")
    create(functions, "passing", zipped(index_py=SOURCE))
    assert functions.get_function(FunctionName="passing")["Configuration"]["Handler"] == "index.handler"
    functions.delete_function(FunctionName="passing")
    with pytest.raises(ClientError, match="Function not found"):
        functions.get_function(FunctionName="passing")


def test_a_name_is_one_functions_only(engine: EngineThread) -> None:
    functions = client(engine, "lambda")
    create(functions, "taken", zipped(index_py=SOURCE))
    with pytest.raises(ClientError, match="already exist"):
        create(functions, "taken", zipped(index_py=SOURCE))


@pytest.mark.parametrize(
    ("variables", "words"),
    [({"TABLE": "users\0"}, "Environment.Variables.TABLE"), ({"NO NAME": "users"}, "Environment.Variables.NO NAME")],
)
def test_variables_that_no_process_can_have_are_refused(
    engine: EngineThread, variables: dict[str, str], words: str
) -> None:
    functions = client(engine, "lambda")
    with pytest.raises(ClientError, match=f"InvalidParameterValueException.*{words}"):
        functions.create_function(
            FunctionName="variables",
            Runtime="python3.12",
            Handler="index.handler",
            Role=ROLE,
            Code={"ZipFile": zipped(index_py=SOURCE)},
            Environment={"Variables": variables},
        )
    with pytest.raises(ClientError, match="Function not found"):
        functions.get_function(FunctionName="variables")


@pytest.mark.parametrize("package", [b"no zip file", zipped(__x=SOURCE), zipped(**{"..__x_py": SOURCE})])
def test_what_can_not_be_unpacked_into_its_own_folder_is_refused(engine: EngineThread, package: bytes) -> None:
    with pytest.raises(ClientError, match="InvalidParameterValueException"):
        create(client(engine, "lambda"), "outside", package)


def test_nobody_without_the_engines_key_creates_one(engine: EngineThread) -> None:
    with pytest.raises(ClientError, match="InvalidSignatureException"):
        create(client(engine, "lambda", "another secret"), "foreign", zipped(index_py=SOURCE))


def test_nothing_else_of_lambda_is_here(engine: EngineThread) -> None:
    with pytest.raises(ClientError, match="The engine only has"):
        client(engine, "lambda").list_functions()
