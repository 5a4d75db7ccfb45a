"""What the built archives hold, and above all what they do not."""

import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def strangers_list() -> Iterator[Path]:
    """A list of real people beside the example, as every installation has one."""
    file = ROOT / "subscribers" / "packaging-test.csv"
    file.write_text("email,name\nsomebody@example.org,Somebody\n", encoding="utf-8")
    yield file
    file.unlink()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, strangers_list: Path) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return zipfile.ZipFile(built).namelist()


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory, strangers_list: Path) -> list[str]:
    folder = tmp_path_factory.mktemp("sdist")
    (built,) = SdistBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with tarfile.open(built) as archive:
        return [name.partition("/")[2] for name in archive.getnames()]


def test_the_wheel_carries_all_that_a_newsroom_needs(wheel: list[str]):
    for name in (
        "digest/store/migrations/versions/0001_the_first_tables.py",
        "digest/store/migrations/env.py",
        "digest/config/starter.toml",
        "digest/shipped/config.toml",
        "digest/shipped/templates/email/gazette/theme.mjml.j2",
        "digest/shipped/subscribers/README.md",
    ):
        assert name in wheel
    assert any(name.startswith("digest/shipped/examples/newsroom/") for name in wheel)
    assert any(name.startswith("digest/locales/") and name.endswith(".po") for name in wheel)
    assert any(name.startswith("digest/shipped/templates/site/") for name in wheel)


def test_no_archive_carries_a_list_of_subscribers_but_the_example(wheel: list[str], sdist: list[str]):
    for names in (wheel, sdist):
        lists = [name for name in names if "subscribers/" in name and name.endswith(".csv")]
        assert [Path(name).name for name in lists] == ["example.csv"]


def test_no_archive_carries_what_an_installation_made(wheel: list[str], sdist: list[str]):
    for name in (*wheel, *sdist):
        assert "var" not in Path(name).parts
        assert not name.endswith((".db", ".key", ".pyc"))
