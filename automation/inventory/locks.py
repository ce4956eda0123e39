"""Locks of Pulumi's that runs which died have left in the backends that are in use here."""

from collections.abc import Mapping
from pathlib import Path

from automation.stacks.backend_locks import DeadLock, dead_locks
from automation.targets.folders import current_backend
from local.program import ENGINE
from local.pulumi_project import project_name


def locks_left(root: Path, variables: Mapping[str, str]) -> list[DeadLock]:
    """Those of the project's stacks in the checkout's own backend and in the one of `pulumi login`. LocalEngineError.

    Nothing is made or changed.
    """
    project = project_name(root)
    backends = ((root / ENGINE / "state").absolute().as_uri(), current_backend(variables))
    return [lock for backend in dict.fromkeys(backends) for lock in dead_locks(backend, project)]
