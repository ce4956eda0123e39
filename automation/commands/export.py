"""`export FORMAT`: the kept stack for other tools."""

from pathlib import Path

from automation.commands import Context
from automation.errors import UsageError
from automation.exports import FORMATS, Export, export_files, export_text
from automation.kept import kept_stack
from automation.sign_in import sign_in
from automation.variables import environment_variables
from local.private_files import make_private_folder, write_private


def run(context: Context) -> int:
    """Print the format, or write its files (0600) into `--folder` (0700). Raises UsageError."""
    options = context.arguments.options
    name, folder = str(options["format"]), options.get("folder")
    if name not in FORMATS:
        raise UsageError(f"There is no format {name!r}. The formats: {', '.join(FORMATS)}.")
    with kept_stack(context) as kept:
        environment = kept.environment(refresh=bool(options.get("refresh")))
        client = environment.client(options.get("client"))
        # Requests to userinfo and back ends want scopes, which only the hosted UI's tokens carry.
        wants_scopes = FORMATS[name].needs_hosted_ui and "code" in client.allowed_oauth_flows
        found = sign_in(context, kept, default_flow="code" if wants_scopes else None)
        variables = environment_variables(
            environment, found.client, found.user, found.tokens, kept.connection.program_variables
        )
    export = Export(environment, found.client, found.user, found.tokens, variables)
    if folder is None:
        context.stdout.write(export_text(name, export))
        context.stdout.flush()
        return 0
    target = Path(folder)
    for file, content in export_files(name, export).items():
        make_private_folder(target / Path(file).parent)
        write_private(target / file, content)
        context.console.done(f"wrote {target / file}")
    return 0
