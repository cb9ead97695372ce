"""Numbers as counties write them: 4, ４, 四, 十二, 二〇二一."""

#: Chinese digits and what is typed in their place: ニ is a katakana ni, — a dash.
DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}
DIGITS |= {"零": 0, "○": 0, "O": 0, "两": 2, "ニ": 2}
DIGITS |= dict.fromkeys("—―ー-", 1)


def parse_number(text: str) -> int | None:
    """Read a whole number written in digits of any kind; None if it is none."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return int(text[:9])
    if "十" in text:
        return _parse_tens(text)
    values = [_digit(character) for character in text]
    if not values or None in values:
        return None
    return int("".join(str(value) for value in values)[:9])


def _parse_tens(text: str) -> int | None:
    """Read 十, 十二, 二十 and 二十五."""
    tens, _, ones = text.partition("十")
    ten = _digit(tens) if tens else 1
    one = _digit(ones) if ones else 0
    return None if ten is None or one is None else ten * 10 + one


def _digit(character: str) -> int | None:
    """Read one digit, Chinese, full-width or ASCII."""
    if character in DIGITS:
        return DIGITS[character]
    return int(character) if len(character) == 1 and character.isdecimal() else None
