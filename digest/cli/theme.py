"""`digest theme`: try the folders under templates/email."""

from pathlib import Path

import click

from digest.cli import newsroom
from digest.errors import DigestError, ExitCode, UsageError
from digest.render import open_theme, trial


@click.group("theme")
def theme_command() -> None:
    """Try a mail theme, and say what is wrong with it, with file and line."""


@theme_command.command("check")
@click.argument("name", required=False)
@click.option("--page", type=click.Path(path_type=Path), help="Write the sample mail here, to look at in a browser.")
def check(name: str | None, page: Path | None) -> None:
    """Try the theme NAME, or every theme: its files, and a sample mail printed with it in two scripts."""
    folder = newsroom.settings().templates_path / "email"
    names = [name] if name else _names(folder)
    if page and len(names) > 1:
        raise UsageError("--page is for one theme", where="--page", hint=f"Name one of: {', '.join(names)}.")
    newsroom.finish(max((_tried(each, folder, page) for each in names), key=_weight, default=ExitCode.OK))


def _names(folder: Path) -> list[str]:
    names = sorted(home.name for home in folder.glob("*") if home.is_dir())
    if not names:
        raise UsageError("there is no theme", where=str(folder), hint="`digest init` makes a newsroom with three.")
    return names


def _weight(code: ExitCode) -> int:
    return (ExitCode.OK, ExitCode.WARNINGS, ExitCode.FAILED).index(code)


def _tried(name: str, folder: Path, page: Path | None) -> ExitCode:
    """Prints what is wrong with one theme; how bad it is."""
    faults = trial.faults(name, folder)
    if faults:
        for fault in faults:
            print(f"fault: {fault}")
        return ExitCode.FAILED
    theme = open_theme(name, folder)
    if page:
        _write(page, trial.proof(theme, trial.LOCALES[0]).html)
    advice = trial.advice(theme)
    for fault in advice:
        print(f"warning: {fault}")
    findings = list(trial.findings(theme))
    for blocking, fault in findings:
        print(f"{'fault' if blocking else 'warning'}: {fault}")
    if any(blocking for blocking, _ in findings):
        return ExitCode.FAILED
    if advice or findings:
        return ExitCode.WARNINGS
    print(f"{name} is right.")
    return ExitCode.OK


def _write(page: Path, html: str) -> None:
    try:
        page.write_text(html, encoding="utf-8")
    except OSError as error:
        raise DigestError(f"cannot be written ({error.strerror})", where=str(page)) from error
    print(f"page  {page}")
