"""How files are chosen in the page editor."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel

from portal.gate.files import PublicFile
from portal.gate.taking import take


def upload_field() -> forms.FileField:
    """Return the field where a file is chosen."""
    return forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "PDF, Word (.docx), Excel (.xlsx) or a picture. Author, place and history"
            " are taken out."
        ),
    )


def kept_field() -> forms.CharField:
    """Return the field that names the file a part has already.

    A part that is in a draft alone has no row to be known by: what is posted of it is a
    new part, which would have lost its file.
    """
    return forms.CharField(required=False, widget=forms.HiddenInput)


def show_file(form: WagtailAdminModelForm) -> None:
    """Say in a part's form which file it has."""
    file = form.instance.file if form.instance.file_id else None
    if file:
        form.initial["kept"] = file.token
        form.fields["upload"].label = file.name


def take_upload(form: WagtailAdminModelForm) -> None:
    """Take what was chosen into the form's part; what is wrong is said at its field."""
    upload = form.cleaned_data.get("upload")
    kept = form.cleaned_data.get("kept")
    if not upload and kept and not form.instance.file_id:
        form.instance.file = PublicFile.objects.filter(token=kept).first()
    if upload:
        try:
            form.instance.file = take(upload)
        except ValidationError as error:
            form.add_error("upload", error)


class AttachmentForm(WagtailAdminModelForm):
    """One file of a page: chosen here, cleaned and read at once."""

    upload = upload_field()
    kept = kept_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        show_file(self)
        if not self.instance.file_id:
            # Until a file is chosen there is nothing to attach.
            self.empty_permitted = False

    def clean(self) -> Any:
        """Take the file; what is wrong with it is said at its field."""
        cleaned = super().clean()
        take_upload(self)
        if not self.instance.file_id and not self.errors.get("upload"):
            self.add_error("upload", _("Choose a file."))
        return cleaned


class UploadingPanel(InlinePanel):
    """Parts whose form takes a file."""

    file_form: type[WagtailAdminModelForm] = AttachmentForm

    def get_form_options(self) -> dict[str, Any]:
        """Give each part the form that takes its file."""
        options: dict[str, Any] = super().get_form_options()
        formset = options["formsets"][self.relation_name]
        formset["form"] = self.file_form
        own = self.file_form.declared_fields
        formset["fields"] = [name for name in formset["fields"] if name not in own]
        return options


class AttachmentsPanel(UploadingPanel):
    """The files of a page."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"heading": _("Attachments"), "label": _("File")} | kwargs
        super().__init__("attachments", **given)

    def clone_kwargs(self) -> dict[str, Any]:
        """Leave out the relation, which is always the same."""
        kwargs: dict[str, Any] = super().clone_kwargs()
        del kwargs["relation_name"]
        return kwargs
