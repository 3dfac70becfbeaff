"""The writes of the app: keyword-only, one transaction each, each returns the row it made or
changed.

A new row is handed over as a model that is not saved yet: `appoint(post=Appointment(…), by=…)`.

`by` is the user who acts and is checked; None means that the caller has judged the right itself (a
command, an import, the acceptance of a case). Bad values raise ValidationError with one Chinese
sentence per field, a missing right PermissionDenied.
"""

from branches.services.accounts import (
    change_password,
    create_user,
    end_first_visit,
    reset_password,
    update_user,
)
from branches.services.appointments import appoint, derive_rights, end_appointment
from branches.services.jobs import cancel_job, start_job
from branches.services.organizations import (
    close_organization,
    create_organization,
    move_organization,
    update_organization,
)
from branches.services.people import (
    add_member,
    complete_person,
    end_member,
    enter_member,
    record_discipline,
    register_person,
    transfer_member,
    update_discipline,
    update_member,
    update_person,
)
from branches.services.reactions import on_member_change, on_organization_close, on_person_change

__all__ = [
    "add_member",
    "appoint",
    "cancel_job",
    "change_password",
    "close_organization",
    "complete_person",
    "create_organization",
    "create_user",
    "derive_rights",
    "end_appointment",
    "end_first_visit",
    "end_member",
    "enter_member",
    "move_organization",
    "on_member_change",
    "on_organization_close",
    "on_person_change",
    "record_discipline",
    "register_person",
    "reset_password",
    "start_job",
    "transfer_member",
    "update_discipline",
    "update_member",
    "update_organization",
    "update_person",
    "update_user",
]
