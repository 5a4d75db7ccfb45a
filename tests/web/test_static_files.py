"""A static file's address changes with its content, so that it may be kept for ever."""

from digest.web.static_files import FOR_EVER, StaticFiles


def test_a_file_is_found_under_its_hash_and_nowhere_else(tmp_path):
    (tmp_path / "a.css").write_text("a {}")
    files = StaticFiles("/desk", tmp_path)
    prefix, _, rest = files.url("a.css").partition("/static/")
    mark, name = rest.split("/")
    answer = files.answer(mark, name)
    assert (prefix, name) == ("/desk", "a.css")
    assert answer
    assert answer.body == b"a {}"
    assert answer.headers["cache-control"] == FOR_EVER
    assert answer.headers["content-type"].startswith("text/css")
    assert files.answer("0" * 12, "a.css") is None
    assert files.answer(mark, "../a.css") is None


def test_another_content_has_another_address(tmp_path):
    (tmp_path / "a.css").write_text("a {}")
    before = StaticFiles("", tmp_path).url("a.css")
    (tmp_path / "a.css").write_text("b {}")
    assert StaticFiles("", tmp_path).url("a.css") != before
