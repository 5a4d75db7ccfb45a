"""What the documents name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
TESTS = {
    name
    for file in ROOT.glob("tests/**/test_*.py")
    for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), flags=re.MULTILINE)
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_test_that_a_page_names_is_one(page: Path):
    named = set(re.findall(r"`(test_\w+)`", page.read_text("utf-8")))
    assert sorted(named - TESTS) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_of_tests_that_a_page_names_is_there(page: Path):
    text = page.read_text("utf-8")
    paths = re.findall(r"`((?:tests|benchmarks)/[\w./-]+)`", text)
    files = {file.name for file in ROOT.glob("tests/**/test_*.py")}
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert set(re.findall(r"`(test_\w+\.py)`", text)) <= files


def test_every_guarantee_names_the_tests_that_keep_it():
    """A row of a table of guarantees ends in what proves it."""
    rows = [line for line in (ROOT / "docs/guarantees.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    heads = {"| promise | under | test |", "| fault | what follows | test |"}
    assert [
        row for row in rows if row not in heads and not re.search(r"`(test_\w+|python -m [\w.]+)`[^|]*\|$", row)
    ] == []
