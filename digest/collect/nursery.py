"""Loaded in the fork server alone: what every parser process needs, once, and in memory that all of them share."""

import gc

from digest.collect import isolate, language, reading, redraw

LOADED = (isolate, reading, redraw)

# The language model unpacks itself into a file when it is first used, which parser processes may not write.
language.of("warm " * language.LETTERS_MIN)

gc.collect()
gc.freeze()  # else the collector touches every object in every process, and nothing stays shared
