"""Language and e-mails: what somebody settles for themselves, whatever their role."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.lib.errors import OverstapError
from overstap.tenancy import notifications, people
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.managing.forms import PersonalForm


def _page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    kept = {"language": actor.person.language, "notices": sorted(notifications.chosen(actor))}
    form = PersonalForm(request.POST) if problem else PersonalForm(initial=kept)
    return doors.show(request, "managing/personal.html", form=form, problem=problem)


@doors.page("notification.choose", again=_page)
def personal(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The language of a person, and which mails they get about migrations of this environment."""
    if request.method != "POST":
        return _page(request, actor)
    language = request.POST.get("language", "")
    people.set_language(person=actor.person, language=language)
    notifications.choose(actor=actor, wanted=request.POST.getlist("notices"))
    with override(language):
        return doors.done(request, _("Saved."), "managing-personal", environment=actor.environment.slug)
