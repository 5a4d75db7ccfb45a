"""`digest config`: check and show config.toml."""

import os
from pathlib import Path

import click

from digest import config
from digest.cli import newsroom
from digest.errors import ConfigError


@click.group("config")
def config_command() -> None:
    """Check and show config.toml."""


@config_command.command("check")
def check() -> None:
    """Say everything that is wrong with config.toml, with line and column."""
    named = click.get_current_context().find_root().obj
    file = Path(named) if named else config.find(Path.cwd())
    checked = config.check(file, environ=os.environ)
    newsroom.tell(checked.warnings)
    if checked.settings is None:
        raise ConfigError(checked.faults)
    found = checked.settings
    print(f"{file.name} is right: {_counted(len(found.digests), 'digest')}, {_counted(len(found.sources), 'source')}.")


@config_command.command("show")
def show() -> None:
    """Print what is in force, defaults included; secrets as where they are read from."""
    print(config.show(newsroom.settings()), end="")


@config_command.command("schema")
def schema() -> None:
    """Print the JSON schema of config.toml, for editors that complete and check."""
    newsroom.print_json(config.schema())


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
