"""Frames, one at a time, to the bytes of a format."""
