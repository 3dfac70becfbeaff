"""Who may open which page: one line over each view, and a page without that line opens for nobody.

    @audience(SIGNED_IN)                    # everybody who is signed in; the view's scope does the
                                            rest
    @audience(Act.DECIDE, Act.HANDLE)       # who may do one of these acts at some organization
    @audience(PUBLIC)                       # nobody needs to sign in

`branches.middleware.AudienceMiddleware` enforces it, and `tests/test_urls.py` walks every URL of
the project by it. It says who may *come in*; whether a user may see a row or act on it is asked of
`visible_to`, and of `Rights` in the service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.urls import resolve

from branches.actor import Actor
from branches.acts import Act

if TYPE_CHECKING:
    from django.http import HttpRequest

    from branches.models import User

    class SignedInRequest(HttpRequest):
        """The request of a view that is not PUBLIC."""

        user: User  # the middleware let nobody else in
        actor: Actor


V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True)
class Audience:
    """Those who may come in: all, all signed in, or the holders of a right to one of `acts`."""

    is_public: bool = False
    acts: frozenset[Act] = frozenset()

    def admits(self, actor: Actor) -> bool:
        """Whether the user may come in today."""
        if self.is_public:
            return True
        return actor.is_signed_in and (not self.acts or actor.rights.may_anywhere(*self.acts))


PUBLIC = Audience(is_public=True)
SIGNED_IN = Audience()


def audience(*who: Audience | Act) -> Callable[[V], V]:
    """Declare who may open the view: PUBLIC, SIGNED_IN, or any of some acts."""
    match who:
        case (Audience() as rule,):
            pass
        case _ if who and all(isinstance(each, Act) for each in who):
            rule = Audience(acts=frozenset(each for each in who if isinstance(each, Act)))
        case _:
            raise TypeError("audience() takes PUBLIC, SIGNED_IN, or one or more acts.")

    def declare(view: V) -> V:
        # a mark on the function, as Django's login_required is
        view.audience = rule  # type: ignore[attr-defined]
        # read by LoginRequiredMiddleware
        view.login_required = not rule.is_public  # type: ignore[attr-defined]
        return view

    return declare


def opens(url: str, actor: Actor) -> bool:
    """Whether the page at this address opens for the user: a link is offered to those alone for
    whom it does.
    """
    rule = audience_of(resolve(url).func)
    return rule is not None and rule.admits(actor)


def audience_of(view: Callable[..., Any]) -> Audience | None:
    """The declared rule of a view, or None."""
    return getattr(view, "audience", None)


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in a request of which it is not known yet whether somebody is signed in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # made by `ActorMiddleware`
    return actor


def view_name_of(request: HttpRequest) -> str | None:
    """The name of the view that the address leads to; None where it leads to none."""
    if request.resolver_match is None:
        return None
    return request.resolver_match.url_name
