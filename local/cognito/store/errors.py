"""What can go wrong with a state file. Apart, since an engine that keeps nothing needs no SQLite: it takes 6 ms."""


class UnreadableStateError(Exception):
    """What is there can't be read: damaged, or of another format."""


class StateFileError(Exception):
    """The file can't be used: the disk is full, or gone. Nothing was written."""
