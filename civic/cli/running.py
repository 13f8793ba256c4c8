"""Ports, and server and worker side by side."""

import gc
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import click

from civic.wording import CLI

STOP_SECONDS = 10


def settle() -> None:
    """What is loaded by now stays: the collector goes through it no more, and comes by less often.

    A fifth of the work of whatever makes very many small things, as the laying of a roll does.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def free(host: str, port: int) -> None:
    """A port that is taken is said before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            facts = {"host": host, "port": port, "problem": problem.strerror}
            raise click.ClickException(CLI["busy"] % facts) from None


def reached_at(host: str) -> str:
    """A host as an address names it; who listens everywhere is reached on this machine."""
    if host in {"0.0.0.0", "::"}:
        return "localhost"
    return f"[{host}]" if ":" in host else host


def run_together(host: str, port: int, address: str) -> None:
    """Server and worker, until Ctrl-C or until one of them ends."""
    for way_out in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(way_out, lambda *_: sys.exit(0))
    command = [sys.executable, "-m", "civic"]
    server = [*command, "serve", "--host", host, "--port", str(port), "--workers", "1"]
    # Groups of their own: Ctrl-C reaches only this process, which stops each of them once.
    children = [
        subprocess.Popen(each, start_new_session=True) for each in (server, [*command, "worker"])
    ]
    try:
        announced = False
        while all(child.poll() is None for child in children):
            if not announced and _answers(address):
                click.echo(CLI["demo_ready"] % {"address": address})
                announced = True
            time.sleep(0.1 if not announced else 0.5)
        raise click.ClickException(CLI["demo_died"])
    except KeyboardInterrupt:
        click.echo("")
    finally:
        # Whoever started us may pass Ctrl-C on as well: once is enough.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(STOP_SECONDS + 5)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)


def _answers(address: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address}/healthz", timeout=1):
            return True
    except (OSError, urllib.error.URLError):
        return False
