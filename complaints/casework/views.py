"""The addresses of one case below /admin/cases/."""

from functools import partial

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_exempt

from complaints import workflow
from complaints.cases import Case
from complaints.casework import acts, same_answer
from complaints.casework.access import StaffView
from complaints.casework.enclosures import FIELD, Arriving, files_again
from complaints.casework.forms import ActForm, ContactForm
from complaints.casework.pages import case_page
from complaints.casework.reading import Locked, open_case, open_contact
from complaints.casework.words import NOT_STORED, WORDS
from complaints.intake import guard
from complaints.vault.boxes import Box
from complaints.vault.keyring import NotEntitled
from portal.errors import csrf_failure

#: Words that somebody may have sat over for an hour, with their labels.
TYPED = {**WORDS, "title": _lazy("Title"), "text": _lazy("Text")}


class CaseFileView(StaffView):
    """One case, opened; the read is recorded first."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """The file."""
        return case_page(request, self.case(number))


# Exempt, since the check reads the post, and files in it must not be spooled; it is
# made below, once they are sealed.
@method_decorator((csrf_exempt, guard.keeps_words), name="dispatch")
class ActView(StaffView):
    """One act on one case; what cannot be done gives back all that was typed."""

    def get(self, request: HttpRequest, number: str, name: str) -> HttpResponse:
        """Acts are posted; whoever comes by address lands in the file."""
        return redirect("cases:file", self.case(number).number)

    def post(self, request: HttpRequest, number: str, name: str) -> HttpResponse:
        """Try it; a case that left meanwhile takes nobody's words along."""
        if name not in acts.ACTS:
            return redirect("cases:file", self.case(number).number)
        case = self.cases().select_related("envelope").filter(number=number).first()
        with Arriving(request, case) as files:
            try:
                guard.read_body(request)
            except guard.Unreadable as error:
                messages.error(request, str(error.sentence))
                return redirect("cases:file", number)
            if not guard.is_our_own(request):
                return csrf_failure(request)
            return self._take(request, number, name, files)

    def _take(
        self, request: HttpRequest, number: str, name: str, files: Arriving
    ) -> HttpResponse:
        try:
            return self._try(request, number, name, files)
        except Http404:
            kept = [
                (label, request.POST[field])
                for field, label in TYPED.items()
                if request.POST.get(field)
            ]
            return render(request, "casework/gone.html", {"kept": kept}, status=404)

    def _try(
        self, request: HttpRequest, number: str, name: str, files: Arriving
    ) -> HttpResponse:
        case = self.case(number)
        act = acts.ACTS[name]
        form = act.form(
            request.POST, request.FILES, case=case, user=self.user, name=name
        )
        if "fill" in request.POST:
            filled = acts.filled(act, form, files_again(form))
            return case_page(request, case, attempt=filled)
        attempt = acts.Attempt(name, request.POST, form)
        if not form.is_valid():
            return self._invalid(case, attempt)
        return self._act(attempt, act, files)

    def _act(
        self, attempt: acts.Attempt, act: acts.Act, files: Arriving
    ) -> HttpResponse:
        request, form, case = self.request, attempt.form, attempt.form.case
        number = case.number
        try:
            box = files.opened or open_case(request, case)
            enclosed = files.enclose(form)
            if form.errors:
                return self._invalid(case, attempt)
            self._perform(act, form, box, files, enclosed)
        except (Locked, NotEntitled):
            return case_page(request, case, attempt=attempt, status=403)
        except workflow.Stale as stale:
            return self._stale(attempt, number, stale)
        except workflow.Refused as refusal:
            return self._refused(attempt, number, refusal)
        except (*guard.BUSY, IntegrityError):
            return self._not_stored(attempt, number)
        messages.success(request, str(act.done))
        if chosen := form.cleaned_data.get("also"):
            self._same_answer(act, form, chosen)
        return self._onward(number)

    def _same_answer(self, act: acts.Act, form: ActForm, chosen: list[str]) -> None:
        """The other linked cases, one by one; what was refused is said."""
        done, refused = same_answer.give(
            self.request, chosen, self.user, partial(acts.typed, act, form)
        )
        for case in done:
            told = _("%(case)s: the same answer is on its way.") % {"case": case}
            messages.success(self.request, told)
        for number, reason in refused:
            told = _("%(case)s got no answer: %(why)s") % {
                "case": number,
                "why": reason,
            }
            messages.warning(self.request, told)

    def _perform(
        self,
        act: acts.Act,
        form: ActForm,
        box: Box,
        files: Arriving,
        enclosed: list[workflow.AttachmentFacts],
    ) -> None:
        """The act and what is enclosed, both or neither."""
        more = {"attachments": enclosed} if enclosed else {}
        with transaction.atomic():
            acts.perform(act, form, user=self.user, box=box, **more)
            # Should the commit itself fail, nobody knows whether it went through: then
            # the files stay, for what was saved must open.
            files.hand_over()

    def _invalid(self, case: Case, attempt: acts.Attempt) -> HttpResponse:
        """The form with what is wrong at each field; files are chosen again."""
        if again := files_again(attempt.form):
            attempt.form.add_error(FIELD, again)
        return case_page(self.request, case, attempt=attempt, status=422)

    def _stale(
        self, attempt: acts.Attempt, number: str, stale: workflow.Stale
    ) -> HttpResponse:
        """Somebody else was faster: their change is shown, the typed text stays."""
        case = self.case(number)
        kept = _(
            "Nothing was done yet; what you wrote is kept. Look, then send it again."
        )
        alert = f"{stale.reason}\n{kept}\n{files_again(attempt.form)}"
        again = acts.Attempt(
            attempt.name, attempt.data, attempt.form, alert, case.version
        )
        return case_page(self.request, case, attempt=again, status=409)

    def _refused(
        self, attempt: acts.Attempt, number: str, refusal: workflow.Refused
    ) -> HttpResponse:
        case = self.case(number)
        alert = f"{refusal.reason}\n{files_again(attempt.form)}".strip()
        again = acts.Attempt(
            attempt.name, attempt.data, attempt.form, alert, case.version
        )
        return case_page(self.request, case, attempt=again, status=422)

    def _not_stored(self, attempt: acts.Attempt, number: str) -> HttpResponse:
        """The disk or the database refused; should it do so again, see `guard`."""
        alert = f"{NOT_STORED}\n{files_again(attempt.form)}".strip()
        again = acts.Attempt(attempt.name, attempt.data, attempt.form, alert)
        page = case_page(self.request, self.case(number), attempt=again, status=503)
        return guard.later(page)

    def _onward(self, number: str) -> HttpResponse:
        """Back to the file, or to the list when the case is no longer theirs."""
        if self.cases().filter(number=number).exists():
            return redirect("cases:file", number)
        return redirect("cases:index")


class ContactView(StaffView):
    """Name and phone: opened for a reason, recorded, and shown to the sender."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """Contact data have no address of their own."""
        return redirect("cases:file", self.case(number).number)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Record, tell the sender, then show."""
        case = self.case(number)
        form = ContactForm(request.POST, case=case, user=self.user, name="contact")
        if not case.envelope.has_contact:
            return redirect("cases:file", case.number)
        if not form.is_valid():
            return case_page(request, case, contact_form=form, status=422)
        try:
            contact = open_contact(request, case, form.cleaned_data["reason"])
        except (Locked, NotEntitled):
            return case_page(request, case, contact_form=form, status=403)
        except workflow.Refused as refusal:
            form.add_error(None, str(refusal.reason))
            return case_page(request, case, contact_form=form, status=422)
        return case_page(request, self.case(number), contact=contact)
