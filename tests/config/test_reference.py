"""docs/config.md says what the code says."""

from scripts import config_reference


def test_the_reference_is_what_the_settings_describe():
    hint = "write it anew: .venv/bin/python -m scripts.config_reference"
    assert config_reference.FILE.read_text("utf-8") == config_reference.text(), hint
