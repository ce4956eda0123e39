"""Which environments `list` and `reap` look at."""

from functools import partial

from automation.cli.context import Context
from automation.inventory.survey import SurveyRequest
from automation.targets.plan import checked_region


def survey_request(context: Context) -> SurveyRequest:
    """The target that was asked for; without `--target` the ledgers of both, of which the default one is contacted."""
    asked = context.arguments.target
    targets = ("local", "aws") if context.arguments.options["every_target"] else (asked,)
    return SurveyRequest(targets, asked, partial(_region, context))


def _region(context: Context) -> str:
    variables = context.variables
    named = context.arguments.region or variables.get("AWS_REGION") or variables.get("AWS_DEFAULT_REGION")
    return checked_region(named, "--region, or AWS_REGION") if named else context.plan().region
