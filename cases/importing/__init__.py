"""History from a workbook: one `.xlsx` with organizations, members and cases becomes cases with
entries and findings.

`columns` is the contract (titles and how each cell reads), `cells` and `translation` are pure,
`reading` opens the file within limits, `organizations`, `members` and `writing` write; `importing`
is the one transaction around them. `member_list` reads a list of members for one organization.
Source: `docs/specification/workbook.md`, section 1.
"""

from cases.importing.importing import import_workbook
from cases.importing.reading import Unreadable
from cases.importing.report import Report
from cases.importing.template import write_list_template, write_template

__all__ = ["Report", "Unreadable", "import_workbook", "write_list_template", "write_template"]
