"""The models of the app, one module per concept."""

from branches.models.appointment import Appointment, OrganizationUserPermission
from branches.models.calendar import CalendarLink, Notice
from branches.models.installation import Installation
from branches.models.job import Job
from branches.models.member import Discipline, Member
from branches.models.organization import Organization
from branches.models.person import Person
from branches.models.user import LoginFailure, User
from branches.models.worker import Worker

__all__ = [
    "Appointment",
    "CalendarLink",
    "Discipline",
    "Installation",
    "Job",
    "LoginFailure",
    "Member",
    "Notice",
    "Organization",
    "OrganizationUserPermission",
    "Person",
    "User",
    "Worker",
]
