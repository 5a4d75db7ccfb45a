"""The first config.toml of a new newsroom."""

import json
from pathlib import Path

STARTER = Path(__file__).with_name("starter.toml")


def starter(name: str, public_url: str) -> str:
    """The text of a fresh config.toml: valid as it stands, with its own sources to fill in."""
    text = STARTER.read_text(encoding="utf-8")
    return text.replace("@name@", _quoted(name)).replace("@public_url@", _quoted(public_url))


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
