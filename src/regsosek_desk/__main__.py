"""Start of the program: a command when one is named, else the window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; gives its exit status. Qt is reached only when a window is wanted."""
    gc.disable()  # a start only makes things that stay; whoever takes over switches it on again
    from regsosek_desk.cli.main import names_command, run_command
    from regsosek_desk.cli.streams import open_streams

    keep_private()
    open_streams()
    args = list(sys.argv[1:] if argv is None else argv)
    if names_command(args):
        return run_command(args)
    from regsosek_desk.cli.window import run_window

    return run_window(args)


def keep_private() -> None:
    """What this process and its children write is for its owner's eyes, and memory is never written out by a crash."""
    if os.name == "posix":
        import resource

        os.umask(0o077)
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


if __name__ == "__main__":
    sys.exit(main())
