import json
import shutil
import subprocess

from automation.exports import export_text
from tests.automation.exports.exports import PASSWORD, make_export


def printed_after(script, *names):
    command = [shutil.which("bash"), "-c", f"{script}\n" + "\n".join(f"printf '%s\\0' \"${name}\"" for name in names)]
    printed = subprocess.run(command, env={}, capture_output=True, text=True, check=True).stdout
    return printed.split("\0")[:-1]


def test_env_gives_a_shell_the_very_values():
    export = make_export()
    assert printed_after(export_text("env", export), *export.variables) == list(export.variables.values())


def test_dotenv_gives_a_shell_the_very_values_too():
    export = make_export()
    assert printed_after(export_text("dotenv", export), *export.variables) == list(export.variables.values())


def test_dotenv_quotes_a_value_with_every_kind_of_quote():
    line = next(line for line in export_text("dotenv", make_export()).splitlines() if "PASSWORD" in line)
    assert line == 'COGNITO_PASSWORD="it\'s \\"quoted\\" \\$HOME \\`id\\` \\\\ &<>%"'


def test_json_holds_the_variables_and_nothing_else():
    export = make_export()
    assert json.loads(export_text("json", export)) == dict(export.variables)
    assert json.loads(export_text("json", export))["COGNITO_PASSWORD"] == PASSWORD


def test_header_is_one_line_that_a_request_can_take():
    assert export_text("header", make_export()) == "Authorization: Bearer access.token.value\n"
