"""Choosing what is to be removed, seeing it once more, and removing it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from disclosures.withdrawals import names, texts
from disclosures.withdrawals.files import losing
from disclosures.withdrawals.lately import (
    approves,
    way_back,
    works_on_the_column,
)
from disclosures.withdrawals.models import Correction, Withdrawal
from disclosures.withdrawals.removing import remove
from portal.gate.names import decide

TITLE = gettext_lazy("Sections, plan, files and tables")


class NoteForm(forms.ModelForm):
    """A sentence for readers, by whoever approves; the reason is always the same.

    Nothing is said anew about what was said beside a withdrawal or a correction.
    """

    class Meta:
        model = Withdrawal
        fields = ["note"]

    def __init__(self, text: texts.Text, user: Any, *args: Any) -> None:
        super().__init__(*args)
        if not approves(user) or isinstance(text.thing, Withdrawal | Correction):
            del self.fields["note"]


class ForTheColumn(View):
    """Whoever writes or approves the column; hiding needs no second person."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse everybody else."""
        if not works_on_the_column(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Texts(ForTheColumn):
    """All that is public and no article, searched by its words."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """List it."""
        words = request.GET.get("q", "").strip()
        context = {
            "texts": [one for one in texts.everything() if words in one.words],
            "words": words,
            "page_title": TITLE,
            "header_icon": "warning",
            "breadcrumbs_items": [*way_back(), {"url": "", "label": TITLE}],
        }
        return render(request, "disclosures/withdrawals/texts.html", context)


class Remove(ForTheColumn):
    """One of them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only what readers see."""
        if not works_on_the_column(request.user):
            raise PermissionDenied
        found = texts.find(kwargs["kind"], kwargs["pk"], kwargs["field"])
        if found is None:
            raise Http404
        self.text = found
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """Show it once more."""
        return self._form(request, NoteForm(self.text, request.user))

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """Do it."""
        form = NoteForm(self.text, request.user, request.POST)
        if not form.is_valid():
            return self._form(request, form)
        try:
            remove(self.text, user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("note" if "note" in form.fields else None, error.messages)
            return self._form(request, form)
        messages.success(
            request, _("It is off the site. The list of corrections says when and why.")
        )
        return redirect("public_texts")

    def _form(self, request: HttpRequest, form: forms.ModelForm) -> HttpResponse:
        text = self.text
        files = [text.thing.file] if text.field == "file" else []
        is_name = isinstance(text.thing, names.KINDS)
        context = {
            "text": text,
            "form": form,
            "losing": losing(files, text.page),
            "elsewhere": texts.elsewhere(text) if is_name else [],
            "header_icon": "warning",
            "breadcrumbs_items": [
                *way_back(),
                {"url": reverse("public_texts"), "label": TITLE},
                {"url": request.path, "label": _("Take down now")},
            ],
        }
        return render(request, "disclosures/withdrawals/remove.html", context)


class ForgetName(ForTheColumn):
    """What is told of one change of names, header and footer."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove its words; the site itself is not changed by it."""
        names.forget(get_object_or_404(names.entries(), pk=pk), user=request.user)
        messages.success(request, _("The words of this change are removed."))
        return redirect("published_lately")


class DecideNames(View):
    """What an administrator typed and readers shall see; approved or dropped."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Only who approves, and never what they typed themselves."""
        if not approves(request.user):
            raise PermissionDenied
        approve = request.POST.get("act") == "approve"
        version = request.POST.get("version", "")
        try:
            decide(pk, version, user=request.user, approve=approve)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            told = _("It is public now.") if approve else _("It was dropped.")
            messages.success(request, told)
        return redirect("published_lately")
