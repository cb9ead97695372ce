"""Eight senders at once: nobody fails, nothing is taken twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.running import manage
from tests.senders import Browser, a_tip, assert_opens

pytestmark = pytest.mark.browser

NUMBERS = """
from complaints.cases import Case
numbers = list(Case.objects.values_list("number", flat=True))
print(len(numbers), len(set(numbers)))
"""


def test_eight_senders_with_files(kaimen):
    tips = [a_tip(files=2) for _n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda tip: Browser(kaimen.url).send(tip), tips))
    assert [status for status, _page in answers] == [200] * 8
    assert len({tip.receipt for tip in tips}) == 8
    for tip in tips:
        assert_opens(kaimen.url, tip)
    counted = manage(kaimen.data, "shell", "-v0", "-c", NUMBERS).stdout.split()
    assert counted[-2] == counted[-1]
