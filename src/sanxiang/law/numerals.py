"""Chinese numerals, everyday and capital (大写), read strictly: what people may mean in two ways is not read."""

import re

DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **dict(zip("〇○◯两貳貮叄參陸弌弍弎", (0, 0, 0, 2, 2, 2, 3, 3, 6, 1, 2, 3), strict=True)),
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
SCALES = (("亿億", 10**8), ("万萬", 10**4))
CHARACTERS = "".join(DIGITS) + "".join(UNITS) + "亿億万萬廿卅"


def whole(text: str) -> int | None:
    """The whole number a Chinese numeral tells, or None.

    “一万二” and “三百五” are not read: they may mean 12000 or 10002, 350 or 305.
    """
    text = text.replace("廿", "二十").replace("卅", "三十")
    return _scaled(text, 0) if text else None


def by_digits(text: str) -> str | None:
    """“二〇二四” → "2024": a numeral read digit by digit, as in years; None if another character is in it."""
    if not text or any(character not in DIGITS for character in text):
        return None
    return "".join(str(DIGITS[character]) for character in text)


def _scaled(text: str, level: int) -> int | None:
    if level == len(SCALES):
        return _section(text)
    marks, scale = SCALES[level]
    head, mark, tail = _split_last(text, marks)
    if not mark:
        return _scaled(text, level + 1)
    upper = _scaled(head, level + (level > 0))
    lower = _scaled(tail, level + 1) if tail else 0
    if upper is None or lower is None or (0 < lower < 10 and tail[0] not in "零〇○"):
        return None
    return upper * scale + lower


def _split_last(text: str, marks: str) -> tuple[str, str, str]:
    at = max(text.rfind(mark) for mark in marks)
    return (text, "", "") if at < 0 else (text[:at], text[at], text[at + 1 :])


_PAIR = re.compile(f"([{''.join(DIGITS)}]*)([{''.join(UNITS)}]?)")


def _section(text: str) -> int | None:
    """A numeral below ten thousand."""
    if not text:
        return None
    total, below = 0, 10_000
    for match in _PAIR.finditer(text):
        digits, unit = match.groups()
        if not match.group():
            if match.start() != len(text):
                return None
            break
        value = _digit(digits)
        if unit:
            size = UNITS[unit]
            if size >= below or (value is None and (size != 10 or digits)):
                return None
            total, below = total + (1 if value is None else value) * size, size
            continue
        if value is None or not (below in (10, 10_000) or digits[0] in "零〇○" or value == 0):
            return None
        total += value
    return total


def _digit(digits: str) -> int | None:
    """One digit, with zeros before it: “零五” is 5."""
    values = [DIGITS[digit] for digit in digits]
    if not values or any(values[:-1]):
        return None
    return values[-1]
