"""The rules of the regulation as pure functions, one module per stage; importing the package
registers them all.
"""

from . import activist as activist
from . import admission as admission
from . import applicant as applicant
from . import approval as approval
from . import approval_limits as approval_limits
from . import ballot as ballot
from . import conversion as conversion
from . import meeting as meeting
from . import notice as notice
from . import order as order
from . import organization as organization
from . import probation as probation
from . import target as target
from . import vetting as vetting
from .engine import RULES
from .organization import ORGANIZATION_RULES
from .version import RULES_VERSION as RULES_VERSION

#: `{rule id: title}` of all that a machine decides, about cases and about organizations.
TITLES = {rule.id: rule.title for rule in RULES.values()} | {
    rule.id: rule.title for rule in ORGANIZATION_RULES.values()
}
