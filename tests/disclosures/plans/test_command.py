"""`manage.py import_plan`, as somebody at a terminal meets it."""

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from docx import Document

from disclosures.demo.column import PLAN
from disclosures.models import Campaign, Deadline, Measure, Stage
from disclosures.plans.reader import LIMIT
from portal.users.models import Unit

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = Path(__file__).with_name("samples")
TITLE = "公租房点题整治"


def run(file, *options) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_plan", str(file), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def docx(text: str) -> bytes:
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    data = BytesIO()
    document.save(data)
    return data.getvalue()


class TestDryRun:
    """No `db` fixture anywhere here: a query would fail the test."""

    def test_it_prints_what_the_plan_says(self):
        out, err = run(PLAN, "--dry-run")
        plan = json.loads(out)
        assert plan["title"] is None
        assert plan["goal"]["text"].startswith("围绕群众点题")
        assert len(plan["focus_issues"]) == 2
        assert [m["number"] for m in plan["measures"]] == [1, 2, 3, 4, 5, 6]
        assert len(plan["stages"]) == 4
        assert plan["units"] == ["县住建局", "县民政局", "县自然资源局", "县公安局"]
        assert plan["unplaced"] == []
        assert err == ""

    def test_every_element_has_its_lines(self):
        plan = json.loads(run(PLAN, "--dry-run")[0])
        elements = [plan["goal"], plan["appendix"]]
        for name in ("focus_issues", "measures", "stages", "duties", "channels"):
            elements += plan[name]
        for name in ("organisation", "headings", "unplaced"):
            elements += plan[name]
        elements += [d for part in plan["measures"] for d in part["deadlines"]]
        for element in elements:
            first, last = element["lines"]
            assert 1 <= first <= last

    def test_chinese_stays_readable(self):
        out, _err = run(PLAN, "--dry-run")
        assert "县住建局" in out
        assert '\n  "goal": {' in out

    def test_the_title_can_be_given(self):
        out, _err = run(PLAN, "--dry-run", "--title", TITLE)
        assert json.loads(out)["title"] == TITLE

    def test_it_works_where_nothing_was_ever_set_up(self, tmp_path):
        done = subprocess.run(
            [sys.executable, "manage.py", "import_plan", str(PLAN), "--dry-run"],
            cwd=ROOT,
            env=os.environ
            | {
                "DATA_DIR": str(tmp_path / "new"),
                "DJANGO_SETTINGS_MODULE": "portal.settings",
                "PYTHONIOENCODING": "latin-1",
            },
            capture_output=True,
            check=True,
        )
        assert len(json.loads(done.stdout.decode())["measures"]) == 6
        assert not list((tmp_path / "new").glob("*.sqlite3"))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_every_usual_encoding(self, tmp_path, encoding):
        file = tmp_path / "plan.txt"
        file.write_bytes(PLAN.read_text(encoding="utf-8").encode(encoding))
        assert run(file, "--dry-run") == run(PLAN, "--dry-run")

    def test_word(self, tmp_path):
        file = tmp_path / "plan.docx"
        file.write_bytes(docx(PLAN.read_text(encoding="utf-8")))
        assert len(json.loads(run(file, "--dry-run")[0])["measures"]) == 6


@pytest.mark.django_db
class TestImport:
    def test_it_makes_a_draft_and_prints_one_line(self):
        out, err = run(PLAN, "--title", TITLE)
        assert len(out.splitlines()) == 1
        assert TITLE in out
        assert "县民政局" in err
        campaign = Campaign.objects.get()
        assert not campaign.live
        assert campaign.measures.count() == 6

    def test_the_file_s_own_title(self):
        run(SAMPLES / "school_meals.txt")
        assert Campaign.objects.get().title

    def test_again_updates(self):
        run(PLAN, "--title", TITLE)
        keys = list(Deadline.objects.values_list("pk", flat=True))
        run(PLAN, "--title", f" {TITLE} ")
        assert Campaign.objects.count() == 1
        assert Measure.objects.count() == 6
        assert Stage.objects.count() == 4
        assert list(Deadline.objects.values_list("pk", flat=True)) == keys

    def test_lines_without_a_place_are_told(self, tmp_path):
        file = tmp_path / "plan.txt"
        text = PLAN.read_text(encoding="utf-8").replace(
            "二、整治内容", "二、其他的话\n此处无题，另起一行。\n三、整治内容"
        )
        file.write_text(text, encoding="utf-8")
        unplaced = json.loads(run(file, "--dry-run")[0])["unplaced"]
        assert unplaced
        _out, err = run(file, "--title", TITLE)
        for passage in unplaced:
            assert passage["text"] in err
            assert str(passage["lines"][0]) in err


@pytest.mark.django_db
class TestRefusals:
    BAD = {
        "empty.txt": b"",
        "blank.txt": b" \n\n \n",
        "binary.txt": bytes(range(256)) * 8,
        "picture.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100),
        "no_year.txt": "一、目标任务\n把事情办好。".encode(),
        "text.docx": PLAN.read_bytes(),
        "broken.docx": docx("一、目标任务")[:400],
        "zip.docx": b"PK\x03\x04" + bytes(300),
        "old.doc": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
        "paper.pdf": b"%PDF-1.7\n1 0 obj\n",
        "large.txt": b"2021\n" + b"a" * LIMIT,
    }

    @pytest.fixture(autouse=True)
    def nothing_is_created(self, db):
        yield
        assert not Campaign.objects.exists()
        assert not Measure.objects.exists()
        assert not Unit.objects.exists()

    @pytest.mark.parametrize("name", BAD)
    @pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["import", "dry"])
    def test_bad_files(self, tmp_path, name, options):
        file = tmp_path / name
        file.write_bytes(self.BAD[name])
        self.refused(file, "--title", TITLE, *options)

    def test_no_such_file(self, tmp_path):
        self.refused(tmp_path / "nothing.txt", "--title", TITLE)

    def test_a_directory(self, tmp_path):
        self.refused(tmp_path, "--title", TITLE)

    def test_no_title(self):
        assert "--title" in self.refused(PLAN)
        assert "--title" in self.refused(PLAN, "--title", "  ")

    def test_a_title_too_long(self):
        self.refused(PLAN, "--title", "长" * 201)

    def test_no_plan(self, tmp_path):
        file = tmp_path / "letter.txt"
        file.write_text("2021年的一封信\n大家好。", encoding="utf-8")
        self.refused(file, "--title", TITLE)

    def test_a_private_number(self, tmp_path):
        file = tmp_path / "plan.txt"
        text = PLAN.read_text(encoding="utf-8")
        text = text.replace("找出漏洞", "请打13800138000，找出漏洞")
        file.write_text(text, encoding="utf-8")
        assert "13800138000" in self.refused(file, "--title", TITLE)

    def test_the_shell_sees_one_sentence_and_code_1(self, tmp_path):
        file = tmp_path / "empty.txt"
        file.touch()
        done = subprocess.run(
            [sys.executable, "manage.py", "import_plan", str(file)],
            cwd=ROOT,
            env=os.environ
            | {
                "DATA_DIR": str(tmp_path / "new"),
                "DJANGO_SETTINGS_MODULE": "portal.settings",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert done.stdout == ""
        assert len(done.stderr.strip().splitlines()) == 1
        assert "Traceback" not in done.stderr

    def refused(self, file, *options) -> str:
        with pytest.raises(CommandError) as refusal:
            run(file, *options)
        message = str(refusal.value)
        assert message
        assert "\n" not in message
        assert refusal.value.returncode == 1
        return message
