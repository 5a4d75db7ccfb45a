"""No file whatever makes the check fail: it tells faults, each in one line with a place."""

import copy
import tomllib
from typing import Any

import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest import config
from tests.config.test_effective import ENVIRON
from tests.config.test_effective import FULL as EVERYTHING

FULL: dict[str, Any] = tomllib.loads(EVERYTHING)
SCALARS = st.one_of(
    st.text(max_size=8),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.sampled_from(["", "\0", "..", "http://[", "http://a:99999", "://", "a\nb", "=1", "x" * 5000]),
)
VALUES = st.recursive(
    SCALARS, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=5), v, max_size=3), max_leaves=6
)
KEYS = ["newsroom", "name", "url", "topics", "kind", "env", "days", "from", "digests", "morning", "lists", "password"]


def spots(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a parsed file."""
    pairs = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    return [(node, key) for key, _ in pairs] + [spot for _, child in pairs for spot in spots(child)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(min_value=0), value=VALUES, key=st.none() | st.sampled_from(KEYS) | st.text(max_size=4))
def test_any_value_at_any_place_is_settings_or_faults_of_one_line(tmp_path, place, value, key):
    given_ = copy.deepcopy(FULL)
    every = spots(given_)
    container, at = every[place % len(every)]
    if key is not None and isinstance(container, dict):
        container[key] = value
    else:
        container[at] = value
    path = tmp_path / "config.toml"
    path.write_bytes(tomlkit.dumps(given_).encode("utf-8", "replace"))
    checked = config.check(path, environ=ENVIRON)
    assert (checked.settings is None) is bool(checked.faults)
    for fault in (*checked.faults, *checked.warnings):
        assert "\n" not in str(fault)
        assert ":" in fault.where
    if checked.settings is not None:
        config.show(checked.settings)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_faults_of_one_line(tmp_path, content):
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    checked = config.check(path, environ={})
    assert checked.settings is None
    assert all("\n" not in str(fault) for fault in checked.faults)
