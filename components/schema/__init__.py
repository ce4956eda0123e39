"""THE table of the configuration: every key, and the rules of a subject beside its keys.

The same table serves the stack's configuration (`components.settings`) and the component's arguments
(`components.arguments`, which is written from it). Nothing here imports Pulumi.
"""

from components.checking.duration import Duration, parse_duration
from components.checking.problems import UNKNOWN, ConfigurationError, Problem
from components.schema.auth import AUTH
from components.schema.check import problems_in

__all__ = ["AUTH", "UNKNOWN", "ConfigurationError", "Duration", "Problem", "parse_duration", "problems_in"]
