"""The calendar in the admin: role `admin` alone may change it (see `roles`)."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from portal.tables import yes_no
from portal.workdays.models import LoadedYear, Workday


class WorkdayViewSet(ModelViewSet):
    """Days that differ from a plain week."""

    model = Workday
    icon = "date"
    menu_label = _("Calendar days")
    list_display = ["date", yes_no(Workday, "is_working"), "name", "source"]
    list_filter = ["is_working", "source"]
    search_fields = ["name"]
    form_fields = ["date", "is_working", "name"]
    copy_view_enabled = False
    inspect_view_enabled = False


class LoadedYearViewSet(ModelViewSet):
    """Years whose schedule is complete."""

    model = LoadedYear
    icon = "check"
    menu_label = _("Complete years")
    list_display = ["year"]
    form_fields = ["year"]
    copy_view_enabled = False
    inspect_view_enabled = False


class CalendarViewSetGroup(ModelViewSetGroup):
    """Both below one entry of the menu."""

    menu_label = _("Working days")
    menu_icon = "calendar"
    menu_order = 700
    items = (WorkdayViewSet("workdays"), LoadedYearViewSet("complete_years"))


@hooks.register("register_admin_viewset")
def register_calendar() -> CalendarViewSetGroup:
    """Both lists in the admin."""
    return CalendarViewSetGroup()
