"""Long campaigns, run by `make prove`: too slow for every change, and quick enough for every release."""
