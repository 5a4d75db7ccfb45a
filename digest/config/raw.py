"""The parsed file, read without trust in its types."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Raw:
    """config.toml as it was parsed; what is of another type than it should be reads as if it were not there."""

    given: dict[str, object]
    folder: Path = field(default_factory=Path)

    def table(self, name: str) -> dict[str, object]:
        return table_of(self.given.get(name))

    def tables(self, name: str) -> dict[str, dict[str, object]]:
        """Named tables, such as [digests.NAME]."""
        return {key: table_of(value) for key, value in self.table(name).items()}

    def rows(self, name: str) -> list[dict[str, object]]:
        """An array of tables, such as [[sources]]."""
        rows = self.given.get(name)
        return [table_of(row) for row in rows] if isinstance(rows, list) else []

    def names(self, name: str) -> list[str]:
        return [row["name"] for row in self.rows(name) if isinstance(row.get("name"), str)]  # type: ignore[misc]

    def path(self, key: str, default: str) -> Path:
        """The folder that [paths] names."""
        return self.folder / text_of(self.table("paths").get(key), default)


def table_of(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def text_of(value: object, default: str = "") -> str:
    return value if isinstance(value, str) else default


def texts_of(value: object) -> list[tuple[int, str]]:
    return [(n, text) for n, text in enumerate(value) if isinstance(text, str)] if isinstance(value, list) else []
