"""`digest serve`: the service."""

import logging
import os
import sys

import click

from digest import service
from digest.cli import newsroom
from digest.service import Role


@click.command("serve")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ALL.value, show_default=True)
def serve_command(role: str) -> None:
    """Run the service: clock, desk and site on one machine, or one role of it on many.

    Ctrl-C or SIGTERM stops it; what is under way is handed over first, and a later start goes on where it was.
    """
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S"
    )
    for noisy in ("apscheduler", "httpx2", "trafilatura", "htmldate"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    settings = newsroom.settings()
    match Role(role):
        case Role.WEB:
            service.web(settings, os.environ)
        case Role.WORKER:
            service.worker(settings, os.environ)
        case Role.ALL:
            service.check_port(settings)
            config = ["--config", str(settings.file), "serve", "--role"]
            service.supervise([[*config, Role.WORKER.value], [*config, Role.WEB.value]])
