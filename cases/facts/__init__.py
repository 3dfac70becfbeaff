"""Typed facts of the 25 steps, without Django; `case.Facts` is all that a rule reads."""
