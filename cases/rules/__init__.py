"""The rules of the regulation as pure functions, one module per stage; importing the package registers them all."""

from . import admission as _admission  # noqa: F401
from . import applicant as _applicant  # noqa: F401  # registers its rules
from . import approval as _approval  # noqa: F401
from . import ballot as _ballot  # noqa: F401
from . import conversion as _conversion  # noqa: F401
from . import probation as _probation  # noqa: F401
