"""Running the command as a shell would, in this process."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from digest.cli import main
from tests import newsroom


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`digest("run", "--date", …)` in a small newsroom, which the first call makes unless the test did."""

    def call(*arguments: str, stdin: str = "") -> Said:
        if not (tmp_path / "config.toml").exists():
            newsroom.make(tmp_path)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["digest", *arguments])
        monkeypatch.setattr(sys, "stdin", _Lines(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capsys.readouterr()
        return Said(code=int(stopped.value.code or 0), out=out, err=err)

    return call


class _Lines:
    def __init__(self, text: str) -> None:
        self._text = text

    def readline(self) -> str:
        return self._text

    def isatty(self) -> bool:
        return False
