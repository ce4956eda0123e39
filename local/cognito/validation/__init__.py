"""What Cognito refuses before an operation begins: by the service model, and by rules between members."""

from local.cognito.validation.rules import check_rules
from local.cognito.validation.shapes import check_shape

__all__ = ["check_rules", "check_shape"]
