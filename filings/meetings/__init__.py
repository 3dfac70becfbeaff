"""Meetings: one meeting of a branch about several cases, a draft until it is recorded at once."""
