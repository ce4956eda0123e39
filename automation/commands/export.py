"""`export FORMAT`: the kept stack for other tools."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

from automation.cli.browser_options import browser_wish, misplaced_option
from automation.cli.context import Context
from automation.cli.pool import open_pool, own_stack
from automation.cli.sign_in_options import sign_in_request
from automation.errors import UsageError
from automation.exports import FEED_FILE, FEEDS, FORMATS, Export, check_folder, export_files, export_text
from automation.exports.files import WrittenFiles, write_files
from automation.sessions.sign_in import sign_in
from automation.stacks.open_pool import OpenPool
from automation.stacks.variables import environment_variables
from automation.terminal.masking import mask, mask_secrets
from automation.terminal.reports import print_json, print_rows
from automation.tokens.browser.planning import plan_browser
from automation.tokens.token_set import TokenSet
from automation.users.test_user import TestUser


def run(context: Context) -> int:
    """Print the format, or write its files (0600) into `--folder`. Raises UsageError."""
    options = context.arguments.options
    name, folder = str(options["format"]), options.get("folder")
    if name not in FORMATS and name not in FEEDS:
        raise UsageError(f"There is no format {name!r}. The formats: {', '.join((*FORMATS, *FEEDS))}.")
    misplaced = misplaced_option(options, FORMATS[name].browser_options if name in FORMATS else ())
    if misplaced:
        raise UsageError(f"{misplaced} says what is in a browser, and the format {name} has nothing to do with that.")
    if name in FEEDS:
        return _feed(context, folder)
    check_folder(name, folder)
    with open_pool(context) as kept:
        export = _export(context, name, kept)
        if folder is not None:
            _write(context, kept, folder, export_files(name, export))
            return 0
    text = export_text(name, export)
    if context.arguments.output == "json":
        print_json(context.stdout, {"format": name, "text": text})
    else:
        context.stdout.write(text)
        context.stdout.flush()
    return 0


def _export(context: Context, name: str, kept: OpenPool) -> Export:
    options = context.arguments.options
    environment = kept.environment(refresh=bool(options.get("refresh")))
    client = environment.client(options.get("client"))
    # Requests to userinfo and back ends want scopes, which only the hosted UI's tokens carry.
    wants_scopes = FORMATS[name].needs_hosted_ui and "code" in client.allowed_oauth_flows
    request, wish = sign_in_request(context), browser_wish(options)
    if not FORMATS[name].signs_in:
        nobody, none = TestUser("", "", ""), TokenSet("", None, None, 0)
        variables = environment_variables(environment, client, nobody, none, kept.connection.program_variables)
        origin = wish.origin or ""
        return Export(environment, client, nobody, none, variables, libraries=wish.libraries, origin=origin)
    flow, plan = request.flow or ("code" if wants_scopes else None), None
    if FORMATS[name].signs_in_a_browser:
        plan = plan_browser(environment, client, wish, request.flow, request.scopes)
        request, flow = replace(request, fresh=True, is_kept=False), plan.flow
    found = sign_in(replace(request, flow=flow), kept, context.console)
    variables = environment_variables(
        environment, found.client, found.user, found.tokens, kept.connection.program_variables
    )
    mask_secrets(variables)
    mask(*(cookie.value for cookie in found.tokens.hosted_cookies))
    return Export(
        environment,
        found.client,
        found.user,
        found.tokens,
        variables,
        str(options.get("backend_url") or ""),
        plan.carry_out(found.user.username, found.tokens, found.claims) if plan else None,
    )


def _feed(context: Context, folder: str | None) -> int:
    """The rows of `token --all -o csv`."""
    from automation.sessions.all_tokens import all_tokens  # threads and pacing

    options = context.arguments.options
    if options.get("user") or options.get("password"):
        raise UsageError("A feed has a row for every test user; leave --user and --password out.")
    with own_stack(context) as kept:
        rows = all_tokens(sign_in_request(context), kept, context.console)
        if folder is None:
            form = "json" if context.arguments.output == "json" else "csv"
            print_rows(context.stdout, form, rows, "Tokens")
            return 0
        text = StringIO()
        print_rows(text, "csv", rows, "Tokens")
        _write(context, kept, folder, {FEED_FILE: text.getvalue()})
    return 0


def _write(context: Context, kept: OpenPool, folder: str, files: dict[str, str]) -> None:
    written = WrittenFiles(kept.workspace.folder / "exports.json")
    force = bool(context.arguments.options.get("force"))
    write_files(Path(folder), files, written, lambda path: context.console.done(f"wrote {path}"), force=force)
    if context.arguments.output == "json":
        print_json(context.stdout, {"files": [str(Path(folder) / name) for name in files]})
