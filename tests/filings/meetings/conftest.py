"""What tests of the pages share."""

from tests.cases.views.conftest import Sign, on_day, sign

__all__ = ["Sign", "on_day", "sign"]
