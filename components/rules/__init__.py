"""Cognito's rules for a configuration, as data and small functions over plain dicts.

The same rules serve the stack's configuration (`components.settings`) and the component's arguments
(`components.cognito_auth`). Nothing here imports Pulumi or pydantic.
"""

from components.rules.check import problems_in
from components.rules.duration import Duration, parse_duration
from components.rules.problems import LATER, ConfigurationError, Problem

__all__ = ["LATER", "ConfigurationError", "Duration", "Problem", "parse_duration", "problems_in"]
