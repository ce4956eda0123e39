"""`clients rotate-secret NAME`: a new secret for an app client of the kept stack, without an outage."""

from automation.cli.context import Context
from automation.cli.pool import own_stack
from automation.sessions.secret_rotation import Rotated, Rotator
from automation.terminal.reports import print_answer

NO_RIGHTS = (
    "Rotating an app client's secret needs an administrator's permissions, which aren't used for a pool that this "
    "program didn't deploy."
)


def run(context: Context) -> int:
    """Rotate, or finish a rotation that was interrupted. Raises UsageError, DriverError."""
    options = context.arguments.options
    keep_former = bool(options.get("keep_former"))
    with own_stack(context, NO_RIGHTS) as kept:
        rotated = Rotator(kept, context.root).rotate(str(options["name"]), keep_former=keep_former)
    _report(context, rotated)
    return 0


def _report(context: Context, rotated: Rotated) -> None:
    console, client = context.console, rotated.client
    if rotated.resumed:
        console.say("Continued the rotation that was started earlier")
    if rotated.former_deleted:
        console.done(f"rotated the secret of the app client {client.name}; the previous one is deleted")
        console.say("Earlier exports still have the previous secret; the stack's outputs have the new one after `up`")
    else:
        console.done(f"added a second secret to the app client {client.name}; the previous one still works")
        console.say(f"Once nothing uses the previous one: clients rotate-secret {client.name}")
    answer = {
        "client": client.name,
        "client_id": client.client_id,
        "client_secret": rotated.secret,
        "former_deleted": rotated.former_deleted,
    }
    print_answer(context.stdout, context.arguments.output, "App client", answer, raw="client_secret")
