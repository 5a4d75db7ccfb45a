"""The stages of a morning, one file each: they read, let the rooms below decide, and write. `run.py` is the spine.

Every stage can run alone, twice, and after a kill, with the same result.
"""
