"""A channel's number passes the scan everywhere, but for what looks private."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from disclosures.models import Campaign, Channel
from portal.gate import overruling
from portal.pages.moderation import refuse
from portal.scan import findings
from tests.disclosures.factories import ChannelFactory

pytestmark = pytest.mark.django_db

MOBILE, FLAT = "13800138000", "河滨小区3栋2单元501室"


@pytest.fixture(params=[MOBILE, FLAT])
def value(request, site):
    ChannelFactory(campaign=Campaign.current(), value=request.param)
    return request.param


def test_it_counts_as_an_offices_once_a_reviewer_said_why(value, moderator):
    text = f"请联系{value}。"
    assert findings(text)
    campaign = Campaign.current()
    with pytest.raises(PermissionDenied):
        refuse(campaign, moderator)
    [stop] = overruling.stopped(campaign)
    assert stop.finding.text in value
    overruling.overrule(campaign, stop.finding, moderator, "值班室公用，登记在单位名下")
    refuse(campaign, moderator)
    assert not findings(text)


def test_an_editor_is_told_at_its_field(value):
    with pytest.raises(ValidationError) as refused:
        Channel.objects.get(value=value).clean()
    assert list(refused.value.message_dict) == ["value"]


def test_a_landline_needs_nothing(site, moderator):
    ChannelFactory(campaign=Campaign.current(), value="0598-2000001")
    refuse(Campaign.current(), moderator)
