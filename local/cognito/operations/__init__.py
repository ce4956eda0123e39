"""The `cognito-idp` operations that differ from ministack's, one module per subject.

A module exports `ADDED`, operations that ministack lacks, and `AMENDED`, operations of ministack's that are not right;
an amendment gets ministack's own handler and may call it. Adding an operation adds an entry to its module's table.
"""

from collections.abc import Mapping

from local.cognito.operations import authentication, branding, log_delivery, risk_configuration
from local.cognito.operations.types import Amendment, Handler, Parameters, Result

__all__ = ["ADDED", "AMENDED", "Amendment", "Handler", "Parameters", "Result"]

ADDED: Mapping[str, Handler] = {
    **authentication.ADDED,
    **branding.ADDED,
    **log_delivery.ADDED,
    **risk_configuration.ADDED,
}
AMENDED: Mapping[str, Amendment] = {
    **authentication.AMENDED,
}
