"""Foreign programs that judge what we make, run by `make peers`."""
