"""What stops ci/cross: each carries one line for whoever called."""


class Unavailable(Exception):
    """This machine cannot be had here; the others may."""


class BuildFailed(Exception):
    """Something does not compile or link; the line names the log."""
