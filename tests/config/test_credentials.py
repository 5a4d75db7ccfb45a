"""Secrets come from the environment or a file, and from nowhere else; what is missing is one clear line."""

import logging
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from digest import config
from digest.errors import DigestError
from digest.model.secret import Secret


def test_a_secret_comes_from_the_environment_without_the_space_around_it():
    assert config.secret(Secret(env="KEY"), {"KEY": " s3cret\n"}) == "s3cret"


def test_a_secret_comes_from_a_file(tmp_path):
    path = tmp_path / "key"
    path.write_text("first\nsecond\n", encoding="ascii")
    path.chmod(0o600)
    assert config.secret(Secret(file=path), {}) == "first\nsecond"


@pytest.mark.parametrize("environ", [{}, {"KEY": ""}, {"KEY": "  "}])
def test_a_secret_that_is_not_set_names_its_variable(environ):
    with pytest.raises(DigestError, match="environment variable KEY: is not set"):
        config.secret(Secret(env="KEY"), environ)


@pytest.mark.parametrize(
    ("content", "word"), [(None, "No such file"), (b"", "is empty"), (b"\xff\xfe", "not text"), (b"x" * 70_000, "long")]
)
def test_a_file_that_holds_no_secret_is_named(tmp_path, content, word):
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DigestError, match=word) as refused:
        config.secret(Secret(file=path), {})
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o640, False), (0o644, True), (0o604, True)])
def test_a_secret_that_everybody_can_read_is_warned_of(tmp_path, caplog, mode, warned):
    path = tmp_path / "key"
    path.write_text("s3cret", encoding="ascii")
    path.chmod(mode)
    with caplog.at_level(logging.WARNING):
        assert config.secret(Secret(file=path), {}) == "s3cret"
    assert ("chmod 600" in caplog.text) is warned
    assert "s3cret" not in caplog.text


def test_a_key_file_is_made_once_and_for_its_owner_alone(tmp_path):
    path = tmp_path / "var" / "secret.key"
    made = config.ensure(Secret(file=path), {})
    assert len(made) == 64
    assert config.ensure(Secret(file=path), {}) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [child.name for child in path.parent.iterdir()] == ["secret.key"]


def test_of_many_that_make_the_key_file_at_once_all_get_the_same_key(tmp_path):
    where = Secret(file=tmp_path / "secret.key")
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(lambda _: config.ensure(where, {}), range(16)))
    assert len(made) == 1


def test_a_variable_is_never_made_up():
    with pytest.raises(DigestError, match="is not set"):
        config.ensure(Secret(env="KEY"), {})


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "var").write_text("a file, not a folder", encoding="ascii")
    with pytest.raises(DigestError, match="a secret is read from it, but"):
        config.ensure(Secret(file=tmp_path / "var" / "secret.key"), {})
