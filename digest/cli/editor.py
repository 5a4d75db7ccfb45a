"""`digest editor`: who may sign in at the desk."""

import sys

import click

from digest import store
from digest.cli import newsroom
from digest.errors import UsageError
from digest.web import passwords

PASSWORD_LETTERS_MIN = 10


@click.group("editor")
def editor_command() -> None:
    """Who may sign in at the desk: add, list, remove."""


@editor_command.command("add")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, for scripts.")
def add(name: str, *, password_stdin: bool) -> None:
    """Add an editor, or give one a new password."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    elif not sys.stdin.isatty():
        raise UsageError(
            "there is no terminal to ask for the password at",
            hint=f"Pipe it in: digest editor add {name} --password-stdin",
        )
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < PASSWORD_LETTERS_MIN:
        raise UsageError(f"the password is shorter than {PASSWORD_LETTERS_MIN} characters", hint="Take a sentence.")
    with newsroom.opened(newsroom.settings()) as runtime, runtime.store.write() as db:
        store.editors.put(db, name, passwords.hash_password(password), now=runtime.now())
    print(f"{name} may sign in at the desk")


@editor_command.command("list")
def list_() -> None:
    """Name the editors."""
    with newsroom.opened(newsroom.settings()) as runtime, runtime.store.read() as db:
        for name in store.editors.names(db):
            print(name)


@editor_command.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Sign an editor out for good."""
    with newsroom.opened(newsroom.settings()) as runtime, runtime.store.write() as db:
        if not store.editors.remove(db, name):
            raise UsageError(f'there is no editor "{name}"', hint="See: digest editor list")
    print(f"{name} can no longer sign in")
