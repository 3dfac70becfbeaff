"""Formats of this project, found through FORMAT_MODULE_PATH."""
