"""The house: imports only go down, rooms on one floor do not know each other, each outside package has its door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "digest"

FLOORS = [
    {"model", "errors", "text", "urls", "tokens", "i18n", "progress", "codec", "packaged"},
    {"config", "group", "compose", "audience", "schedule", "checks", "mail"},
    {"store"},
    {"collect", "render", "deliver", "engine"},
    {"runtime"},
    {"morning", "people", "web"},
    {"desk", "site", "api"},
    {"service"},
    {"cli"},
]
"""From the ground up. Rooms of the ground floor and of `morning`, `people`, `web` may use each other."""

NEIGHBOURS = {("morning", "people")}
"""(room, other room of its floor that it may use)."""

DOORS = {
    "mjml": {"digest.render.mjml"},
    "sendgrid": {"digest.deliver.transports.sendgrid"},
    "python_http_client": {"digest.deliver.transports.sendgrid"},
    "apscheduler": {"digest.service"},
    "sqlalchemy": {"digest.store", "digest.people", "digest.morning.collect"},
    "alembic": {"digest.store"},
    "httpx2": {"digest.collect"},
    "lxml": {"digest.collect"},
    "trafilatura": {"digest.collect"},
    "feedparser": {"digest.collect"},
    "htmldate": {"digest.collect"},
    "courlan": {"digest.collect"},
    "py3langid": {"digest.collect"},
    "protego": {"digest.collect"},
    "nh3": {"digest.collect"},
    "markdown_it": {"digest.collect"},
    "PIL": {"digest.collect"},
    "numpy": {"digest.group"},
    "scipy": {"digest.group"},
    "babel": {"digest.i18n"},
    "pydantic": {"digest.config", "digest.codec"},
    "parse_errors": {"digest.config"},
    "tomlkit": {"digest.config"},
    "fastapi": {"digest.web", "digest.desk", "digest.site", "digest.api", "digest.service"},
    "starlette": {"digest.web", "digest.desk", "digest.site", "digest.api"},
    "uvicorn": {"digest.service"},
    "argon2": {"digest.web"},
    "click": {"digest.cli"},
    "rich": {"digest.cli"},
    "email_validator": {"digest.audience"},
    "jinja2": {"digest.render", "digest.web"},
    "markupsafe": {"digest.render", "digest.web"},
    "cryptography": {"digest.deliver"},
    "psycopg": {"digest.store"},
    "orjson": {"digest.deliver"},
}
"""Outside package → the rooms or modules that may import it."""

MODULES = sorted(PACKAGE.rglob("*.py"))


def module_name(file: Path) -> str:
    return ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def imports(file: Path) -> Iterator[str]:
    """Every module that the file imports, wherever it stands; `from a import b` counts as `a.b`."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name: str) -> str:
    return name.split(".")[1] if name.count(".") else ""


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


@pytest.mark.parametrize("file", MODULES, ids=module_name)
def test_imports_only_go_down(file: Path):
    here = room(module_name(file))
    if here in ("", "__main__"):
        return
    for there in {room(name) for name in imports(file) if name.startswith("digest.")}:
        if there in ("", "__version__") or there == here:
            continue
        allowed = floor(there) < floor(here) or floor(here) == 0 or (here, there) in NEIGHBOURS
        assert allowed, f"{module_name(file)} must not know {there}"


@pytest.mark.parametrize("file", MODULES, ids=module_name)
def test_each_outside_package_comes_in_by_its_door(file: Path):
    here = module_name(file)
    for name in imports(file):
        package = name.split(".")[0]
        if package in DOORS:
            allowed = any(here == door or here.startswith(f"{door}.") for door in DOORS[package])
            assert allowed or "migrations" in here, f"{here} imports {package}, whose door is {DOORS[package]}"


def test_every_room_stands_on_a_floor():
    rooms = {p.stem for p in PACKAGE.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert rooms - {"__init__", "__main__"} <= set().union(*FLOORS)


def test_no_import_cycles():
    graph = {module_name(f): {n for n in _modules_of(f) if n != module_name(f)} for f in MODULES}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, f"cycle: {' → '.join((*path[path.index(name) :], name))}"
        if name not in done:
            for other in graph.get(name, ()):
                visit(other, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def _modules_of(file: Path) -> set[str]:
    known = {module_name(f) for f in MODULES}
    found = set()
    for name in imports(file):
        while name and name not in known:
            name = name.rpartition(".")[0]  # noqa: PLW2901 (walks up from a name to its module)
        if name and name != "digest":
            found.add(name)
    return found
