"""Starts the real server quickly, again and again: what has been imported once is not imported anew.

``python -m tests.ground.starter``: a port on a line of its own is a ``civic serve`` on that port, in
a process group of its own whose number is the answer.
"""

import gc
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from civic import create_app
from civic.cli import main


def serve(port: str) -> None:
    """``civic serve``, as it is typed."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(Path(os.environ["CIVIC_INSTANCE"]) / "serve.log", os.O_WRONLY | os.O_CREAT)
    os.lseek(log, 0, os.SEEK_END)
    for stream in (1, 2):
        os.dup2(log, stream)
    try:
        main(["serve", "--port", port, "--workers", "1"])
    finally:
        os._exit(1)


if __name__ == "__main__":
    folder = tempfile.mkdtemp()
    create_app(ENV="test", INSTANCE=folder, DATABASE="")
    # Each server would compile the templates for itself.
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(folder)}
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever was killed needs no waiting for
    for line in iter(sys.stdin.readline, ""):
        if (child := os.fork()) == 0:
            serve(line.strip())
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
    shutil.rmtree(folder)
