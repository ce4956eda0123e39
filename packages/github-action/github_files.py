"""Writes what a step found to the files that GitHub names: `GITHUB_OUTPUT`, `GITHUB_ENV`, `GITHUB_STEP_SUMMARY`.

`github_files.py variables cognito|all|none` reads `export json` from stdin; `github_files.py audit FILE` a SARIF file.
"""

import json
import os
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

OUTPUTS: Final = {
    "user-pool-id": "COGNITO_USER_POOL_ID",
    "client-id": "COGNITO_CLIENT_ID",
    "client-secret": "COGNITO_CLIENT_SECRET",
    "issuer": "COGNITO_ISSUER",
    "jwks-uri": "COGNITO_JWKS_URI",
    "hosted-ui-url": "COGNITO_HOSTED_UI_URL",
    "token-endpoint": "COGNITO_TOKEN_ENDPOINT",
    "username": "COGNITO_USERNAME",
    "password": "COGNITO_PASSWORD",
    "access-token": "COGNITO_ACCESS_TOKEN",
    "id-token": "COGNITO_ID_TOKEN",
    "endpoint-url": "AWS_ENDPOINT_URL",
}
PREFIXES: Final = {"cognito": "COGNITO_", "all": ""}


def entries(values: Mapping[str, str]) -> str:
    """The values as those files take them, in the form in which a value may have any number of lines."""
    lines = []
    for name, value in values.items():
        end = f"end-{uuid.uuid4().hex}"
        lines += [f"{name}<<{end}", value, end]
    return "".join(f"{line}\n" for line in lines)


def tell_variables(variables: Mapping[str, str], which: str) -> None:
    """The action's outputs, and what later steps find in their variables."""
    _append("GITHUB_OUTPUT", entries({name: variables.get(source, "") for name, source in OUTPUTS.items()}))
    if which in PREFIXES:
        told = {name: value for name, value in variables.items() if name.startswith(PREFIXES[which])}
        _append("GITHUB_ENV", entries(told))


def tell_audit(file: Path) -> None:
    """The file as an output, and its findings in the log and the job's summary."""
    text = file.read_text(encoding="utf-8")
    if not text.strip():
        return  # the audit has said why
    _append("GITHUB_OUTPUT", entries({"sarif-file": str(file)}))
    found = findings(json.loads(text))
    for level, rule, words in found:
        print(f"{level}: {rule}: {words}")
    cells = (" | ".join(cell.replace("|", r"\|") for cell in row) for row in found)
    table = "".join(f"| {row} |\n" for row in ("Level | Check | Finding", "--- | --- | ---", *cells))
    _append("GITHUB_STEP_SUMMARY", f"### Audit of the user pool\n\n{table if found else 'Nothing found.'}\n")


def findings(sarif: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Level, check and words of what isn't accepted."""
    return [
        (one["level"], one["ruleId"], one["message"]["text"])
        for run in sarif["runs"]
        for one in run["results"]
        if not one.get("suppressions")
    ]


def _append(variable: str, text: str) -> None:
    with Path(os.environ[variable]).open("a", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    if sys.argv[1] == "audit":
        tell_audit(Path(sys.argv[2]))
    else:
        tell_variables(json.load(sys.stdin), sys.argv[2])
