"""Encoders: each writes frames, one at a time, as the bytes of a format."""
