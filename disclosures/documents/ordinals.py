"""Numbers and days as official documents write them, and how wide a text is."""

import datetime
import re

_DIGITS = "零一二三四五六七八九"
_FIGURE = re.compile(r"[+\-−]?[\d,，.．]+\s*(?:%|％|‰)?|[-—–]+")


def chinese(number: int) -> str:
    """Write a number below 100: 1 → 一, 12 → 十二, 20 → 二十."""
    tens, ones = divmod(number, 10)
    if tens >= 10:
        return str(number)
    lead = "" if tens == 0 else f"{_DIGITS[tens] if tens > 1 else ''}十"
    return lead + (_DIGITS[ones] if ones or not tens else "")


def numbered(depth: int, place: int, heading: str) -> str:
    """Put the number of its level before a heading: 一、 （一） 1. （1）."""
    if depth == 0:
        return f"{chinese(place)}、{heading}"
    if depth == 1:
        return f"（{chinese(place)}）{heading}"
    return f"{place}. {heading}" if depth == 2 else f"（{place}）{heading}"


def day(date: datetime.date) -> str:
    """Write a day in figures, without noughts before them: 2021年7月15日."""
    return f"{date.year}年{date.month}月{date.day}日"


def width(text: str) -> float:
    """Count characters, those of half width as a half."""
    return sum(0.5 if letter.isascii() else 1 for letter in text)


def is_figure(text: str) -> bool:
    """Whether a cell holds a number, and is aligned like one."""
    return bool(_FIGURE.fullmatch(text.strip()))
