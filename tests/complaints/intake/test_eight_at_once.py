"""Eight senders at once, from the first second: nobody fails, nothing is twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.own_house import own_house
from tests.running import kill, serve_again, wait_until_ready
from tests.senders import Browser, a_tip, assert_opens
from tests.slow.slow_kill import counted

#: Beside whoever else starts a server, not at the same time.
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def house(tmp_path, transactional_db):
    with own_house(tmp_path) as found:
        yield found


def test_eight_senders_with_files(house):
    url, data, log, settings = house
    tips = [a_tip(files=2) for _n in range(8)]
    process = serve_again(url, data, log, **settings)
    try:
        wait_until_ready(process, url, log)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda tip: Browser(url).send(tip), tips))
        assert [status for status, _page in answers] == [200] * 8
        assert len({tip.receipt for tip in tips}) == 8
        for tip in tips:
            assert_opens(url, tip)
    finally:
        kill(process)
    found = counted(data, settings)
    assert found["cases"] == found["numbers"] == found["envelopes"] == 8
    assert found["files"] == found["on_disk"] == 16
