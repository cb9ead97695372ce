from dataclasses import replace

import pytest
from django.core.management import call_command

from complaints.cases import Case
from complaints.demo import cases
from complaints.demo.people import make_cast
from complaints.demo.texts import TIPS


@pytest.fixture
def cast(db):
    call_command("seed")
    return make_cast()


class TestMakeCases:
    def test_asks_no_robot_check_where_its_keys_are_set(
        self, cast, settings, monkeypatch
    ):
        settings.RECAPTCHA_PUBLIC_KEY = "public-key"
        settings.RECAPTCHA_PRIVATE_KEY = "private-key"
        fields = {k: v for k, v in TIPS[0].fields.items() if k != "estate"}
        one = replace(TIPS[0], fields=fields, steps=())
        monkeypatch.setattr(cases, "TIPS", [one])
        [(number, _receipt)] = cases.make_cases(cast)
        assert Case.objects.get().number == number
        assert settings.RECAPTCHA_PUBLIC_KEY == "public-key"
