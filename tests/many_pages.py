# ruff: noqa: E402, T201
"""The search over 10,000 pages: server time of a page of results, on either database.

The pages are rows written at once and indexed by the product's own code; everything
else is the product, asked through its own address.
"""

import statistics
from random import Random

import django
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

django.setup()

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from disclosures.models import UpdatePage, UpdatesPage
from portal.workdays.clock import today
from tests.disclosures.factories import column
from tests.many_cases import measure

PAGES = 10_000
BUDGET_MS = 100
RUNS = 15
BATCH = 1_000

UNITS = ("县住建局", "县民政局", "县自然资源局", "县公安局", "东溪镇", "西坪乡")
DEEDS = (
    "入户走访了公租房住户",
    "核对了不动产登记信息",
    "当场责令限期改正一起转租",
    "清退了不符合条件的承租户",
    "召开整治工作调度会",
    "公布了举报电话和信箱",
    "追缴了欠缴的租金",
    "发现两套房屋长期空置",
    "查明一户转借给亲属居住",
    "张贴了政策宣传海报",
)
ENDS = ("并登记在册。", "结果已经公布。", "下一步继续核查。", "群众当场提出三条建议。")
#: What is asked for; the first stands on nearly every page, the last on none.
ASKED = (
    ("a common word", "整治"),
    ("a rarer word", "转租"),
    ("one character", "租"),
    ("two words", "住建局 清退"),
    ("a long run", "当场责令限期改正一起转租"),
    ("the last page of many", "整治&page=9999"),
    ("figures", "2021"),
    ("nothing", "食品安全"),
)


def text(chance: Random) -> str:
    """Some sentences as updates have them."""
    sentences = (
        f"{chance.choice(UNITS)}{chance.choice(DEEDS)}，{chance.choice(ENDS)}"
        for _n in range(chance.randint(8, 20))
    )
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


def fill(count: int = PAGES) -> None:
    """Write so many updates and index them."""
    column()
    parent, chance = UpdatesPage.objects.get(), Random(1)
    kind = ContentType.objects.get_for_model(UpdatePage)
    backend = get_search_backend()
    for start in range(0, count, BATCH):
        pages = [_page(parent, kind, start + n, chance) for n in range(BATCH)]
        with transaction.atomic():
            Page.objects.bulk_create(
                Page(**{f.attname: getattr(page, f.attname) for f in Page._meta.fields})
                for page in pages
            )
            known = dict(
                Page.objects.filter(path__in=[page.path for page in pages]).values_list(
                    "path", "pk"
                )
            )
            for page in pages:
                page.pk = page.page_ptr_id = known[page.path]
                page.save_base(raw=True, force_insert=True)
        index = backend.get_index_for_model(UpdatePage)
        index.add_items(UpdatePage, pages)
        # As each page is found by what all pages have, too.
    Page.objects.filter(pk=parent.pk).update(numchild=count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")


def _page(parent: Page, kind: ContentType, n: int, chance: Random) -> UpdatePage:
    title = f"{chance.choice(UNITS)}整治进展第{n}期"
    return UpdatePage(
        title=title,
        draft_title=title,
        slug=f"u{n}",
        url_path=f"{parent.url_path}u{n}/",
        path=f"{parent.path}{Page._int2str(n + 1).rjust(4, '0')}",
        depth=parent.depth + 1,
        content_type=kind,
        locale_id=parent.locale_id,
        first_published_at=timezone.now(),
        date=today(),
        summary=f"2021年第{n}期。",
        body=text(chance),
    )


def table() -> bool:
    """Print what each search takes; whether every median is in the budget."""
    client, is_well = Client(), True
    reference = statistics.median(measure(client, "/accessibility/", RUNS)[0])
    print(f"\nsearch over {PAGES:,} pages on {connection.vendor}; milliseconds")
    print(f"{'':24} {'min':>7} {'median':>7} {'max':>7} {'ratio':>6} {'queries':>7}")
    for name, asked in ASKED:
        times, queries = measure(client, f"/search/?q={asked}", RUNS)
        median = statistics.median(times)
        is_well = is_well and median < BUDGET_MS
        mark = "" if median < BUDGET_MS else f"  over {BUDGET_MS}"
        print(
            f"{name:24} {min(times):7.1f} {median:7.1f} {max(times):7.1f}"
            f" {median / reference:6.1f} {queries:7}{mark}"
        )
    return is_well


def main() -> None:
    """Fill an empty database and print the table."""
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        fill()
        is_well = table()
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    assert is_well, f"a median is over {BUDGET_MS} ms"


if __name__ == "__main__":
    main()
