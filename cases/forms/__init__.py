"""Forms of the pages on which a case is recorded: they turn input into typed facts and judge
nothing.
"""

from cases.forms.acts import ReasonForm, ReplacementForm, TurnForm
from cases.forms.base import RequestForm, kept, refuse, resume, settled
from cases.forms.facts import FactsForm, Section, Setting
from cases.forms.opening import NewCaseForm
from cases.forms.saving import ColumnsForm, SavedViewForm
from cases.forms.steps import correction_form, step_form, supplement_form
from cases.forms.training import TrainingForm

__all__ = [
    "ColumnsForm",
    "FactsForm",
    "NewCaseForm",
    "ReasonForm",
    "ReplacementForm",
    "RequestForm",
    "SavedViewForm",
    "Section",
    "Setting",
    "TrainingForm",
    "TurnForm",
    "correction_form",
    "kept",
    "refuse",
    "resume",
    "settled",
    "step_form",
    "supplement_form",
]
