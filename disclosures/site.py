"""Builds the column's pages, the site and the workflow around them."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Page,
    Site,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from disclosures.campaigns import Campaign
from disclosures.models import (
    ChannelsPage,
    ColumnPage,
    EstatesPage,
    FiguresPage,
    ListsPage,
    NoticesPage,
    PlanPage,
    PoliciesPage,
    ReportsPage,
    SuggestionsPage,
    UpdatesPage,
)
from portal.pages.models import FourEyesTask

#: Page type, address, title, introduction; in the order of the menu.
SECTIONS: tuple[tuple[type[Page], str, str, str], ...] = (
    (
        PlanPage,
        "plan",
        "整治方案",
        "要解决什么问题、谁来做、什么时候做完，都写在这里。",
    ),
    (
        UpdatesPage,
        "updates",
        "最新进展",
        "做了什么、发现了什么、下一步做什么，随时公布。",
    ),
    (
        ListsPage,
        "lists",
        "三张清单",
        "问题（整改）清单、制度清单、成果清单，逐项公开。",
    ),
    (ReportsPage, "reports", "半月报", "每半个月一次，说清楚这半个月的进展。"),
    (NoticesPage, "notices", "通知公告", "通知、公告和点名通报。"),
    (
        EstatesPage,
        "estates",
        "公租房项目",
        "本次整治涉及的公租房小区。这里只按小区公布，不公布任何一户的情况。",
    ),
    (
        FiguresPage,
        "figures",
        "整治数据",
        "每个数字怎么算、截至哪一天、半个月来怎么变，都写在旁边。",
    ),
    (
        PoliciesPage,
        "policies",
        "政策文件",
        "公租房怎么申请、怎么退出、违规怎么处理，依据在这里。",
    ),
    (
        SuggestionsPage,
        "suggestions",
        "建言献策",
        "公租房怎么管得更好，欢迎提建议。经本人同意的建议和答复会在这里公布。",
    ),
    (ChannelsPage, "channels", "举报渠道", "打电话、写信、当面说、网上反映，都可以。"),
)
HOW_TO_CHECK = (
    "<p>反映过问题的，凭查询码随时可以看到办到哪一步、由哪个单位办、什么时候该办完。"
    "每篇进展都注明日期，由写稿人以外的另一个人审核后才公布。</p>"
)
WORKFLOW = "两人审核"
#: Groups that a fresh Wagtail brings; they may publish alone, so they go.
FOREIGN_GROUPS = ("Editors", "Moderators")
FOREIGN_WORKFLOW = "Moderators approval"


@transaction.atomic
def build_site(campaign: Campaign) -> ColumnPage:
    """Make what is missing of the campaign's column and show it at `/`.

    Safe to run again: nothing that exists is written over.
    """
    column = _column(campaign)
    for kind, slug, title, intro in SECTIONS:
        if not kind.objects.child_of(column).exists():
            column.add_child(
                instance=kind(
                    title=title,
                    slug=slug,
                    intro=f"<p>{intro}</p>",
                    show_in_menus=True,
                )
            )
    _site(column)
    _remove_what_wagtail_brought()
    build_workflow()
    campaign.make_current()
    return column


def build_first(instance: Campaign, **kwargs: Any) -> None:
    """Show the first campaign that is approved in a house without a column."""
    if not ColumnPage.objects.exists():
        build_site(instance)


def build_workflow() -> Workflow:
    """Make the one workflow: nothing goes public without a second person."""
    moderators, _made = Group.objects.get_or_create(name="moderator")
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
    task, _made = FourEyesTask.objects.get_or_create(name=WORKFLOW)
    task.groups.set([moderators])
    WorkflowTask.objects.get_or_create(
        workflow=workflow, task=task, defaults={"sort_order": 0}
    )
    WorkflowPage.objects.update_or_create(
        page=Page.get_first_root_node(), defaults={"workflow": workflow}
    )
    WorkflowContentType.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(Campaign),
        defaults={"workflow": workflow},
    )
    return workflow


def _column(campaign: Campaign) -> ColumnPage:
    found = ColumnPage.objects.filter(campaign=campaign).first()
    if found:
        return found
    page = ColumnPage(
        title=campaign.title,
        slug=f"column-{campaign.pk}",
        campaign=campaign,
        how_to_check=HOW_TO_CHECK,
    )
    added: Any = Page.get_first_root_node().add_child(instance=page)
    return added


def _site(column: ColumnPage) -> None:
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True
    )
    site.hostname = address.hostname or settings.HOST
    site.port = port
    site.site_name = (
        f"{column.title}专栏" if "专栏" not in column.title else column.title
    )
    site.root_page = column.page_ptr
    site.save()


def _remove_what_wagtail_brought() -> None:
    Group.objects.filter(name__in=FOREIGN_GROUPS).delete()
    Workflow.objects.filter(name=FOREIGN_WORKFLOW).delete()
    for page in Page.objects.filter(
        depth=2, content_type=ContentType.objects.get_for_model(Page)
    ):
        page.delete()
