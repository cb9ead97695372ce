"""Which network a post comes from, and whom that is believed."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from portal.sources import network

READER, OTHER, PROXY = "1.2.4.8", "9.9.9.9", "8.8.8.8"


def seen(remote, forwarded=""):
    told = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return network(RequestFactory().get("/", REMOTE_ADDR=remote, **told))


@pytest.fixture
def _proxy(settings):
    settings.PROXIES = [ip_network(PROXY), ip_network("2400:3200::/32")]


class TestWithoutANamedProxy:
    def test_a_connection_speaks_for_itself(self):
        assert seen(READER) == seen(READER, OTHER) == f"{READER}/32"

    @pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.1", "::1", "fd00::1"])
    def test_from_inside_the_last_address_is_believed(self, inside):
        assert seen(inside, f"{OTHER}, {READER}") == f"{READER}/32"
        assert seen(inside, f"{OTHER}, {READER}, 10.0.0.2") == f"{READER}/32"

    @pytest.mark.parametrize("told", ["", "unknown", f"{OTHER}, unknown", "10.1.2.3"])
    def test_where_nothing_is_told_there_is_none(self, told):
        assert seen("127.0.0.1", told) == ""

    def test_a_server_without_an_address_stands_behind_a_socket(self):
        assert seen("", READER) == f"{READER}/32"


@pytest.mark.usefixtures("_proxy")
class TestANamedProxy:
    def test_is_believed(self):
        assert seen(PROXY, f"{OTHER}, {READER}") == f"{READER}/32"
        assert seen("2400:3200::1", READER) == f"{READER}/32"

    def test_is_passed_by_in_a_row_of_them(self):
        assert seen("127.0.0.1", f"{OTHER}, {READER}, {PROXY}") == f"{READER}/32"

    def test_no_other_is(self):
        assert seen("8.8.4.4", READER) == "8.8.4.4/32"

    def test_that_tells_nothing_is_no_network(self):
        assert seen(PROXY) == ""


class TestWidth:
    def test_whoever_has_a_48_has_one_network(self):
        assert seen("2400:3200:1:1::1") == seen("2400:3200:1:ffff::2") != ""
        assert seen("2400:3200:1::1") != seen("2400:3200:2::1")

    def test_an_address_written_both_ways_is_one(self):
        assert seen(f"::ffff:{READER}") == seen(READER)
