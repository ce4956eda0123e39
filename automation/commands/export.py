"""`export FORMAT`: the kept stack for other tools."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

from automation.cli.browser_options import browser_wish
from automation.cli.context import Context
from automation.cli.export_options import check_options
from automation.cli.pool import open_pool, own_stack
from automation.cli.sign_in_options import sign_in_request
from automation.environment import AppClient, Environment
from automation.errors import UsageError
from automation.exports import FORMATS, Export, check_folder, export_files, export_remark, export_text
from automation.exports.files import WrittenFiles, write_files
from automation.exports.load import FEED_FILE, FEEDS, load_files
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
    check_options(name, options)
    if name in FEEDS:
        return _feed(context, name, folder)
    check_folder(name, folder)
    with open_pool(context) as kept:
        export = _export(context, name, kept)
        if folder is not None:
            _write(context, kept, folder, export_files(name, export))
            _remark(context, name, export)
            return 0
    text = export_text(name, export)
    if context.arguments.output == "json":
        print_json(context.stdout, {"format": name, "text": text})
    else:
        context.stdout.write(text)
        context.stdout.flush()
    _remark(context, name, export)
    return 0


def _remark(context: Context, name: str, export: Export) -> None:
    if remark := export_remark(name, export):
        context.console.warn(remark)


def _export(context: Context, name: str, kept: OpenPool) -> Export:
    options = context.arguments.options
    environment = kept.environment(refresh=bool(options.get("refresh")))
    client = environment.client(options.get("client"))
    # Requests to userinfo and back ends want scopes, which only the hosted UI's tokens carry.
    wants_scopes = FORMATS[name].needs_hosted_ui and "code" in client.allowed_oauth_flows
    request, wish = sign_in_request(context), browser_wish(options)
    if not FORMATS[name].signs_in:
        return _without_a_sign_in(context, name, kept, environment, client)
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


def _without_a_sign_in(
    context: Context, name: str, kept: OpenPool, environment: Environment, client: AppClient
) -> Export:
    options = context.arguments.options
    nobody, none, wish = TestUser("", "", ""), TokenSet("", None, None, 0), browser_wish(options)
    registration = None
    if FORMATS[name].asks_the_pool and environment.token_endpoint is not None:
        from automation.tokens.registration import registration_of  # for those that ask

        with kept.connection.http() as http:
            registration = registration_of(http, environment)
    return Export(
        environment,
        client,
        nobody,
        none,
        environment_variables(environment, client, nobody, none, kept.connection.program_variables),
        libraries=wish.libraries,
        origin=wish.origin or "",
        resource=str(options.get("resource") or ""),
        scopes=tuple(options.get("scope") or ()),
        groups=tuple(options.get("group") or ()),
        is_client_chosen=options.get("client") is not None,
        registration=registration,
    )


def _feed(context: Context, name: str, folder: str | None) -> int:
    """The rows of `token --all`, and with a folder the load test that reads them."""
    from automation.sessions.all_tokens import all_tokens  # threads and pacing

    options = context.arguments.options
    if options.get("user") or options.get("password"):
        raise UsageError("This format has a row for every test user. Leave --user and --password out.")
    with own_stack(context) as kept:
        environment = kept.environment(refresh=bool(options.get("refresh")))
        client, url = environment.client(options.get("client")), str(options.get("backend_url") or "")
        files = load_files(name, environment, client, kept.connection.endpoint_url, url)
        rows = all_tokens(sign_in_request(context), kept, context.console)
        if folder is None:
            form = "json" if context.arguments.output == "json" else "csv"
            print_rows(context.stdout, form, rows, "Tokens", is_exact=True)
            return 0
        text = StringIO()
        print_rows(text, "csv", rows, "Tokens", is_exact=True)
        _write(context, kept, folder, {FEED_FILE: text.getvalue(), **files})
    return 0


def _write(context: Context, kept: OpenPool, folder: str, files: dict[str, str]) -> None:
    written = WrittenFiles(kept.workspace.folder / "exports.json")
    force = bool(context.arguments.options.get("force"))
    write_files(Path(folder), files, written, lambda path: context.console.done(f"wrote {path}"), force=force)
    if context.arguments.output == "json":
        print_json(context.stdout, {"files": [str(Path(folder) / name) for name in files]})
