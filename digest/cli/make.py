"""`digest init`: a newsroom of one's own."""

import shutil
from pathlib import Path

import click

from digest import config, packaged
from digest.errors import UsageError


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default="My Newsroom", show_default=True, help="What the newsroom is called.")
@click.option("--url", default="http://127.0.0.1:8080", show_default=True, help="Where readers will reach the site.")
def init_command(folder: Path, name: str, url: str) -> None:
    """Make a newsroom in DIR: config.toml, templates, a list to fill in."""
    file = folder / config.FILE_NAME
    if file.exists():
        raise UsageError("there is a newsroom already", where=str(file), hint="Name another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(packaged.folder("templates"), folder / "templates", dirs_exist_ok=True)
        (folder / "subscribers").mkdir(exist_ok=True)
        shutil.copy(packaged.folder("subscribers") / "README.md", folder / "subscribers")
        (folder / "subscribers" / "readers.csv").write_text("email,name\n", encoding="utf-8")
        (folder / "articles").mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("var/\n", encoding="utf-8")
        file.write_text(config.starter(name, url), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot be written ({error.strerror})", where=str(error.filename or folder)) from error
    print(f"{file} is your newsroom. Next: name your sources in it, then run  digest run --no-send")
