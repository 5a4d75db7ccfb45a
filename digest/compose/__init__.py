"""Composing: the day's stories and the editors' edits become an edition. Pure."""

from digest.compose.edition import Material, edition
from digest.compose.edits import replay
from digest.compose.gathered import Known, gathered
from digest.compose.memory import Remembered
from digest.compose.variants import variant

__all__ = ["Known", "Material", "Remembered", "edition", "gathered", "replay", "variant"]
