"""Lists that readers may sign up for: named, described, and never open by accident."""

from pathlib import Path

from digest import config
from tests import newsroom


def checked(folder: Path, more: str):
    return config.check(newsroom.make(folder, more=more), environ={})


def test_no_list_is_open_unless_config_says_so(tmp_path: Path):
    settings = checked(tmp_path, '[lists.readers]\ndescription = "Every morning."\n').settings
    assert settings.open_lists == ()


def test_an_open_list_is_called_as_its_digest_where_it_has_no_title(tmp_path: Path):
    (found,) = checked(tmp_path, "[lists.readers]\nopen = true\n").settings.open_lists
    assert (found.name, found.title) == ("readers", "The Morning")


def test_an_open_list_that_gets_nothing_is_a_fault(tmp_path: Path):
    found = checked(tmp_path, "[lists.raeders]\nopen = true\n")
    assert 'no digest goes to the list "raeders"' in str(found.faults[0])


def test_who_is_responsible_for_readers_data_is_the_newsroom_by_default(tmp_path: Path):
    assert checked(tmp_path, "").settings.privacy.responsible == "Test News\n1 Quay, Marlow"
