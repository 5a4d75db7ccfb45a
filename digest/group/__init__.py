"""Articles about one event become one story: with its evidence, lead, links, topic and identity over days. Pure."""

from digest.group.context import Context, Correction
from digest.group.day import Grouped, grouped, stories
from digest.group.vectors import installed as encoder

__all__ = ["Context", "Correction", "Grouped", "encoder", "grouped", "stories"]
