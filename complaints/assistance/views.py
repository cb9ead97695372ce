"""The addresses below /admin/requests/, and the page that asks."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from complaints import workflow
from complaints.assistance.forms import AnswerForm, AskForm, ReturnForm
from complaints.assistance.lists import listing
from complaints.assistance.pages import request_page, side_of
from complaints.cases import AssistanceRequest
from complaints.casework.access import StaffView, may_oversee
from complaints.casework.enclosures import Enclosing
from complaints.casework.pages import case_page, head
from complaints.casework.reading import Locked, open_case
from complaints.casework.words import NOT_STORED
from complaints.intake import guard
from complaints.vault.boxes import Box
from complaints.vault.drafts import Draft
from complaints.vault.keyring import Keyring, NotEntitled

NOT_OURS = gettext_lazy(
    "The page had been open for too long. Nothing was sent; what you wrote is kept."
)


class RequestView(StaffView):
    """A view that knows requests only by what the account may see of them."""

    def asked(self, number: str) -> AssistanceRequest:
        """One of them; another's is as absent as one that never was."""
        found = (
            AssistanceRequest.objects.visible_to(self.user)
            .select_related("asking_unit", "asked_unit", "case", "envelope")
            .filter(number=number)
            .first()
        )
        if found is None:
            raise Http404
        return found


class RequestListView(RequestView):
    """Requests put to us and by us; nothing is opened and nothing recorded."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of them."""
        context = {
            "listing": listing(
                self.user, request.GET, oversees=may_oversee(request.user)
            ),
            "header_icon": "mail",
            "breadcrumbs_items": [
                {
                    "url": reverse("requests:index"),
                    "label": _("Requests for assistance"),
                }
            ],
        }
        return render(request, "assistance/index.html", context)


class RequestPageView(RequestView):
    """One request, opened; the read is recorded first."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """The request."""
        return request_page(request, self.asked(number))


class StepView(RequestView):
    """A step on one request, without files."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """Steps are posted; whoever comes by address lands on the request."""
        return redirect("requests:request", self.asked(number).number)

    def done(self, words: str, asked: AssistanceRequest) -> HttpResponse:
        """Back to the request, or to the list when it is no longer theirs."""
        messages.success(self.request, words)
        visible = AssistanceRequest.objects.visible_to(self.user)
        if visible.filter(pk=asked.pk).exists():
            return redirect("requests:request", asked.number)
        return redirect("requests:index")

    def refused(
        self, asked: AssistanceRequest, refusal: workflow.Refused, **forms: Any
    ) -> HttpResponse:
        """The request as it stands now, and why it could not be done."""
        again = self.asked(asked.number)
        return request_page(
            self.request, again, forms=forms, alert=refusal.reason, status=422
        )


@method_decorator(guard.keeps_words, name="dispatch")
class ReturnView(StepView):
    """Send a request back unanswered."""

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """With a reason."""
        asked = self.asked(number)
        form = ReturnForm(request.POST, auto_id="return-%s")
        if not form.is_valid():
            return request_page(request, asked, forms={"return": form}, status=422)
        keyring = Keyring.of(request)
        try:
            if keyring is None:
                raise NotEntitled
            box = keyring.open(asked.envelope)
            workflow.return_request(
                asked, actor=self.user, box=box, reason=form.cleaned_data["reason"]
            )
        except NotEntitled:
            return request_page(request, asked, forms={"return": form}, status=403)
        except workflow.Refused as refusal:
            return self.refused(asked, refusal, **{"return": form})
        return self.done(_("Sent back."), asked)


class WithdrawView(StepView):
    """Take a request back."""

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """By the unit that has the case."""
        asked = self.asked(number)
        if not side_of(asked, self.user).knows_case:
            raise Http404
        try:
            workflow.withdraw_request(asked, actor=self.user)
        except workflow.Refused as refusal:
            return self.refused(asked, refusal)
        return self.done(_("Withdrawn."), asked)


class RecuseView(StepView):
    """Stand back from a request."""

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """From now on it is not visible."""
        asked = self.asked(number)
        try:
            workflow.recuse_from_request(asked, actor=self.user)
        except workflow.Refused as refusal:
            return self.refused(asked, refusal)
        return self.done(
            _("You stand back from this request and no longer see it."), asked
        )


# The posts below carry files, which are sealed while they arrive: the handler must be
# in place before anything reads the body, so CSRF is checked after it, by `guard`.


@method_decorator((csrf_exempt, guard.keeps_words), name="dispatch")
class AnswerView(StepView):
    """Answer a request, with files."""

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Files go under the request's own key as they come."""
        asked = self.asked(number)
        box = self._box(asked)
        last = asked.attachments.order_by("number").last()
        first = last.number + 1 if last else 1
        # Without a key the files go into an envelope that is thrown away.
        with Enclosing(request, box or Draft.new(None), first=first) as files:
            if problem := unreadable(request):
                return request_page(request, asked, alert=problem, status=400)
            form = AnswerForm(request.POST, request.FILES, auto_id="answer-%s")
            if box is None:
                return request_page(request, asked, forms={"answer": form}, status=403)
            return self._answer(asked, box, form, files)

    def _box(self, asked: AssistanceRequest) -> Box | None:
        """To seal into; nothing is read out of it."""
        keyring = Keyring.of(self.request)
        try:
            return keyring.open(asked.envelope) if keyring else None
        except NotEntitled:
            return None

    def _answer(
        self,
        asked: AssistanceRequest,
        box: Box,
        form: AnswerForm,
        files: Enclosing,
    ) -> HttpResponse:
        request = self.request
        typed = {"answer": form}
        if not guard.is_our_own(request):
            return request_page(
                request, asked, forms=typed, alert=str(NOT_OURS), status=403
            )
        enclosed = files.enclose(form) if form.is_valid() else []
        if form.errors:
            return request_page(request, asked, forms=typed, status=422)
        try:
            with transaction.atomic():
                workflow.answer_request(
                    asked,
                    actor=self.user,
                    box=box,
                    text=form.cleaned_data["text"],
                    attachments=enclosed,
                )
                # Should the commit itself fail, nobody knows whether it went
                # through: then the files stay, for what was saved must open.
                files.hand_over()
        except workflow.Refused as refusal:
            return self.refused(asked, refusal, answer=form)
        except (OSError, OperationalError, IntegrityError):
            alert = str(NOT_STORED)
            page = request_page(request, asked, forms=typed, alert=alert, status=503)
            return guard.later(page)
        return self.done(_("Your answer is with the unit that asked."), asked)


@method_decorator((csrf_exempt, guard.keeps_words), name="dispatch")
class AskView(StaffView):
    """Ask another unit about a case."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """The empty form."""
        case = self.case(number)
        if not self._may(number):
            return redirect("cases:file", case.number)
        return self._page(number, AskForm(case=case, auto_id="ask-%s"))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Files go into the request's envelope as they come."""
        case = self.case(number)
        draft = Draft.new(None)
        with Enclosing(request, draft) as files:
            problem = unreadable(request)
            if not self._may(number):
                return redirect("cases:file", case.number)
            if problem:
                form = AskForm(case=case, auto_id="ask-%s")
                return self._page(number, form, problem, 400)
            return self._ask(number, draft, files)

    def _ask(self, number: str, draft: Draft, files: Enclosing) -> HttpResponse:
        request, case = self.request, self.case(number)
        if not guard.is_our_own(request):
            form = AskForm(request.POST, request.FILES, case=case, auto_id="ask-%s")
            return self._page(number, form, str(NOT_OURS), 403)
        try:
            # Compared with the sender's own words, so this is a reading of the case.
            box = open_case(request, case)
        except (Locked, NotEntitled):
            return case_page(request, case)
        body = box.open("body") or ""
        form = AskForm(
            request.POST, request.FILES, case=case, body=body, auto_id="ask-%s"
        )
        enclosed = files.enclose(form) if form.is_valid() else []
        if form.errors:
            return self._page(number, form, status=422)
        names = ("to_unit", "question", "due_on", "version")
        given = {name: form.cleaned_data[name] for name in names}
        given |= {"draft": draft, "attachments": enclosed}
        try:
            with transaction.atomic():
                asked = workflow.assist(case, actor=self.user, box=box, **given)
                files.hand_over()
        except workflow.Refused as refusal:
            again = request.POST.copy()
            again["version"] = str(self.case(number).version)
            form = AskForm(again, case=case, body=body, auto_id="ask-%s")
            return self._page(number, form, refusal.reason, 422)
        except (OSError, OperationalError, IntegrityError):
            return guard.later(self._page(number, form, str(NOT_STORED), 503))
        messages.success(
            request,
            _("%(unit)s has the request %(number)s.")
            % {"unit": asked.asked_unit, "number": asked.number},
        )
        return redirect("cases:file", case.number)

    def _may(self, number: str) -> bool:
        steps = workflow.available(self.case(number), self.user)
        return any(step.name == "assist" for step in steps)

    def _page(
        self, number: str, form: AskForm, alert: str = "", status: int = 200
    ) -> HttpResponse:
        case = self.case(number)
        uploads = form.files.getlist("attachments") if form.files else []
        context = {
            **head(case),
            "form": form,
            "alert": alert,
            "again": [upload.name for upload in uploads],
        }
        context["breadcrumbs_items"] = [
            {"url": reverse("cases:index"), "label": _("Cases")},
            {"url": reverse("cases:file", args=[case.number]), "label": case.number},
        ]
        return render(self.request, "assistance/ask.html", context, status=status)


def unreadable(request: HttpRequest) -> str:
    """Read the body through the handlers in place; the sentence for a broken one."""
    try:
        guard.read_body(request)
    except guard.Unreadable as error:
        return str(error.sentence)
    return ""
