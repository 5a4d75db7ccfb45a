"""`digest api`: which programs may use the HTTP API, and what it can do."""

import json
from datetime import timedelta

import click

from digest import api, store
from digest.cli import newsroom
from digest.errors import UsageError
from digest.model.access import Scope
from digest.web import bearer

NAME_LETTERS_MAX = 80
DAYS_MAX = 3_650


@click.group("api")
def api_command() -> None:
    """The HTTP API: its tokens, its description."""


@api_command.group("token")
def token_command() -> None:
    """Which programs may use the API, and for what: add, list, revoke."""


@token_command.command("add")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What the token allows; give the option once for each.",
)
@click.option("--days", type=click.IntRange(1, DAYS_MAX), help="How long it is good for; without it, until revoked.")
def add(name: str, *, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a token for a program and print it: it is kept nowhere, so this is the only time."""
    if not name.strip() or len(name) > NAME_LETTERS_MAX:
        raise UsageError(f"a token's name has 1 to {NAME_LETTERS_MAX} characters")
    with newsroom.opened(newsroom.settings()) as runtime, runtime.store.write() as db:
        now = runtime.real_now()
        expires_at = now + timedelta(days=days) if days else None
        made = bearer.make(name, [Scope(scope) for scope in scopes], now=now, expires_at=expires_at)
        if not store.api_tokens.add(db, made.kept):
            hint = f"Take another name, or first: digest api token revoke {name}"
            raise UsageError(f'there is a token "{name}" already', hint=hint)
    newsroom.say(f"{name} may use the API; this is its token, shown only now:")
    print(made.text)


@token_command.command("list")
def list_() -> None:
    """Name the tokens, what they allow, and until when."""
    with newsroom.opened(newsroom.settings()) as runtime, runtime.store.read() as db:
        newsroom.table(
            [
                (
                    token.name,
                    " ".join(token.scopes),
                    f"since {token.created_at:%Y-%m-%d}",
                    f"until {token.expires_at:%Y-%m-%d}" if token.expires_at else "until revoked",
                )
                for token in store.api_tokens.all_(db)
            ]
        )


@token_command.command("revoke")
@click.argument("name")
def revoke(name: str) -> None:
    """Take a token back; calls with it are refused from now on."""
    with newsroom.opened(newsroom.settings()) as runtime, runtime.store.write() as db:
        if not store.api_tokens.revoke(db, name):
            raise UsageError(f'there is no token "{name}"', hint="See: digest api token list")
    print(f"{name} can no longer use the API")


@api_command.command("describe")
def describe() -> None:
    """Print the API's description (OpenAPI 3.1) as JSON."""
    with newsroom.opened(newsroom.settings()) as runtime:
        print(json.dumps(api.openapi(runtime), indent=2, ensure_ascii=False))
