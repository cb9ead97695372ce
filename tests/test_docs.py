"""What the guides show and point at exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)")


def targets(guide):
    """Every relative address in a guide, without its place in the page."""
    for address in LINK.findall(guide.read_text(encoding="utf-8")):
        if not re.match("[a-z]+:|#", address):
            yield address.split("#")[0]


#: A test as the threat model names it: its folder where needed, its file, its class.
NAMED = re.compile(r"`((?:[a-z_]+[./])*test_\w+)\.?(\w+)?`")


def named_tests():
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    for words in re.findall(r"\*\(tests?: ([^)]*)\)\*", text):
        yield from words.split(", ")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_its_pictures_and_links_are_there(guide):
    missing = [one for one in targets(guide) if not (guide.parent / one).exists()]
    assert missing == []


def test_there_are_some():
    assert sum(len(list(targets(guide))) for guide in GUIDES) >= 8


@pytest.mark.parametrize("name", sorted(set(named_tests())))
def test_each_test_that_is_named_is_one(name):
    path, inside = NAMED.fullmatch(name).groups()
    [file] = ROOT.glob(f"tests/**/{path.replace('.', '/')}.py")
    text = file.read_text(encoding="utf-8")
    assert not inside or re.search(rf"^class {inside}\b", text, re.MULTILINE)
