"""Which unit is in charge of what, read out of sentences."""

import re
from collections.abc import Iterator

from .lines import Line
from .outline import Duty
from .units import BUREAU, LEVELLESS, UnitRegister, split_names

SUBJECT = (
    r"(?P<who>[^。;:,()\s]{1,40}?(?:部门|机关|局|委|办|部|中心|政府|街道|公司|学校|办公室|"
    r"委员会|大队|所|站|协会|企业|单位|社区|乡镇|法院|检察院))"
)
NEXT_SUBJECT = (
    r"(?:[。;]|$|,\s*(?:其中\s*[:,]|其他|其余|有关|相关|各"
    r"|由?[^。;:,()]{1,12}(?:部门|局)(?:主要|具体|牵头)?负责))"
)
IN_CHARGE = re.compile(
    rf"(?:^|(?<=[。;:,\s]))\s*由?{SUBJECT}\s*:?\s*"
    rf"(?P<what>(?:主要|具体|统一|共同|牵头|分别|要|应)*负责[^。;]*?)(?={NEXT_SUBJECT})"
)
#: 县教育局：牵头组织…, a list of duties without the word 负责.
LISTED = re.compile(rf"^\s*{SUBJECT}\s*:\s*(?P<what>[^。;][^。]*)")
GENERAL = re.compile(r"各|其他|其余|有关|相关|所有|领导小组|专班|本|该|谁|上级")


def find_duties(line: Line, units: UnitRegister) -> list[Duty]:
    """Return the duties a line gives to units, one for each unit."""
    body = line.body
    matches = [
        *IN_CHARGE.finditer(body.folded),
        *filter(None, [LISTED.match(body.folded)]),
    ]
    duties = [
        Duty(lines=(line.number, line.number), unit=unit, text=text)
        for match in matches
        for text in [body.text[slice(*match.span("what"))].strip("，,； ")]
        for unit in _who(match["who"], units)
    ]
    return [duty for place, duty in enumerate(duties) if _is_new(duty, duties[:place])]


def _is_new(duty: Duty, earlier: list[Duty]) -> bool:
    """Whether no earlier duty of the unit says the same."""
    return not any(
        other.unit == duty.unit and (duty.text in other.text or other.text in duty.text)
        for other in earlier
    )


def _who(subject: str, units: UnitRegister) -> Iterator[str]:
    """Return the units a subject names: 民政部门 is 县民政局 where that is known."""
    for name in split_names(subject):
        if known := units.resolve(name):
            yield known
        elif subject and not GENERAL.match(name):
            yield units.canonical(name)


def is_unit(name: str) -> bool:
    """Whether a name in a duty is that of a unit, not of a group of them."""
    return bool(BUREAU.match(name)) and not (
        LEVELLESS.match(name) or GENERAL.search(name)
    )
