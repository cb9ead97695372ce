"""A new receipt at the desk, handed out by a second person and shown this once."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from complaints import workflow
from complaints.cases import Case
from complaints.casework import acts
from complaints.casework.enclosures import Arriving
from complaints.casework.forms import HandOutForm
from complaints.casework.pages import case_page
from complaints.casework.reading import Locked, open_case
from complaints.casework.sheets import receipt_sheet
from complaints.casework.views import ActView
from complaints.vault import receipts
from complaints.vault.keyring import NotEntitled
from complaints.vault.mailbox import belongs
from complaints.vault.receipts import PoolExhausted, Receipt


class HandOutView(ActView):
    """The one act whose answer is a page of its own: the receipt, to print or read."""

    def _try(
        self, request: HttpRequest, number: str, name: str, files: Arriving
    ) -> HttpResponse:
        case = self.case(number)
        form = HandOutForm(
            request.POST, request.FILES, case=case, user=self.user, name=name
        )
        attempt = acts.Attempt(name, request.POST, form)
        if not form.is_valid():
            return case_page(request, case, attempt=attempt, status=422)
        try:
            receipt = self._hand_out(request, case, form)
        except (Locked, NotEntitled):
            return case_page(request, case, attempt=attempt, status=403)
        except workflow.Stale as stale:
            return self._stale(attempt, number, stale)
        except workflow.Refused as refusal:
            return self._refused(attempt, number, refusal)
        return receipt_sheet(request, receipt, is_new=True)

    def _hand_out(self, request: HttpRequest, case: Case, form: HandOutForm) -> Receipt:
        """The receipt of this form: the same one, should it be sent again."""
        # Of its own sort, so that no other form answers this token with it.
        token = f"reissue|{case.envelope_id.hex}|{form.cleaned_data['token']}"
        receipt = receipts.receipt_for(token)
        try:
            keys = receipts.derive(receipt)
        except PoolExhausted:
            raise workflow.Refused(
                _("Many people are sending at this moment. Please try again.")
            ) from None
        box = open_case(request, case)
        if not belongs(case.envelope, keys):
            workflow.confirm_reissue(
                case,
                actor=self.user,
                box=box,
                keys=keys,
                version=form.cleaned_data["version"],
            )
        return receipt
