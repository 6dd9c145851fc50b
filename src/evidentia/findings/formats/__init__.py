"""Readers of chart files, one module a kind; see `formats.read`."""
