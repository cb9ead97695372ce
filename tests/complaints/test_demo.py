import re
from dataclasses import replace

import pytest
from django.core.management import call_command

from complaints.cases import Case
from complaints.demo import cases
from complaints.demo.people import accounts_file, make_cast
from complaints.demo.texts import TIPS
from complaints.management.commands.load_demo import write_down
from complaints.vault import codes


@pytest.fixture
def cast(db):
    call_command("seed")
    return make_cast()


class TestTheAccountsFile:
    def test_its_recovery_codes_open_the_accounts_they_stand_beside(
        self, cast, settings, tmp_path
    ):
        settings.DATA_DIR = tmp_path
        write_down(cast, [])
        text = accounts_file().read_text()
        found = dict(re.findall(r"^(\w+)  ((?:\d{4} ){9}\d{4})$", text, re.MULTILINE))
        assert set(found) == {"inspector", "housing", "housing_head", "civil"}
        for username, code in found.items():
            opened = codes.opened(cast.users[username], code)
            assert opened.private == cast.keyrings[username]._private
        with pytest.raises(codes.CodeWrong):
            codes.opened(cast.users["civil"], found["housing"])


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
