"""The rules of the regulation as pure functions, one module per stage; importing the package registers them all."""

from . import applicant as _applicant  # noqa: F401  # registers its rules
