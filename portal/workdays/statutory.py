"""Days off by statute, for years whose schedule is not known yet.

The State Council fixes each year's schedule (days off in lieu, make-up working days)
in the autumn before; what stands in the law itself is known for ever: the holidays of
全国年节及纪念日放假办法 (as revised from 2025). Four of the seven follow the lunar
calendar or the sun, and are listed here as far as `LAST_LUNAR_YEAR`; after it only
those with a fixed date, and 清明 by its formula, are counted.
"""

from datetime import date, timedelta
from functools import cache

#: Lunar New Year, 端午 (fifth of the fifth), 中秋 (fifteenth of the eighth), as MMDD.
_LUNAR: dict[int, tuple[str, str, str]] = {
    2025: ("0129", "0531", "1006"),
    2026: ("0217", "0619", "0925"),
    2027: ("0206", "0609", "0915"),
    2028: ("0126", "0528", "1003"),
    2029: ("0213", "0616", "0922"),
    2030: ("0203", "0605", "0912"),
    2031: ("0123", "0624", "1001"),
    2032: ("0211", "0612", "0919"),
    2033: ("0131", "0601", "0908"),
    2034: ("0219", "0620", "0927"),
    2035: ("0208", "0610", "0916"),
    2036: ("0128", "0530", "1004"),
    2037: ("0215", "0618", "0924"),
    2038: ("0204", "0607", "0913"),
    2039: ("0124", "0527", "1002"),
    2040: ("0212", "0614", "0920"),
    2041: ("0201", "0603", "0910"),
    2042: ("0122", "0622", "0928"),
    2043: ("0210", "0611", "0917"),
    2044: ("0130", "0531", "1005"),
    2045: ("0217", "0619", "0925"),
}
LAST_LUNAR_YEAR = max(_LUNAR)
_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))


@cache
def days_off(year: int) -> frozenset[date]:
    """Statutory holidays of a year, without days in lieu."""
    days = {date(year, month, day) for month, day in _FIXED}
    days.add(_tomb_sweeping(year))
    if festivals := _LUNAR.get(year):
        new_year, *others = (
            date(year, int(text[:2]), int(text[2:])) for text in festivals
        )
        # New Year's Eve and the first three days of the year.
        days.update(new_year + timedelta(days=offset) for offset in range(-1, 3))
        days.update(others)
    return frozenset(days)


def is_working(day: date) -> bool:
    """Whether a day is worked as far as the statutes alone tell."""
    return day.weekday() < 5 and day not in days_off(day.year)


def _tomb_sweeping(year: int) -> date:
    """清明, the day the sun reaches 15° (the usual formula for 2000 to 2099)."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)
