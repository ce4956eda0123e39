"""How long a function may take, and how often it is tried."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Cognito's, from "Customizing user pool workflows with Lambda triggers", and Lambda's."""

    call_s: float = 5.0
    """Seconds a call; Cognito waits no longer."""
    tries: int = 3
    """Calls that don't answer in time before Cognito gives up."""
    start_s: float = 10.0
    """Seconds for starting a function's process and loading its file, as Lambda's Init phase has; not in `call_s`."""
    asynchronous_s: float = 60.0
    """Seconds a call of a custom sender, which Cognito doesn't wait for."""
    processes: int = 10
    """Processes of one function at a time; a further call waits for one that is free."""
    idle_s: float = 120.0
    """Seconds without a call after which a process beyond the first ends."""
    log_lines: int = 100
    """Lines of a call's log that are kept, the last ones."""
