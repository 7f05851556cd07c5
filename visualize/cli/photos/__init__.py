"""Reads PNG and JPEG files as grey values: checks their headers, decodes them, and reduces them to cells."""

from visualize.cli.photos.photo import Photo

__all__ = ["Photo"]
