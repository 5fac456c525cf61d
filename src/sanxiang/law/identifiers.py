"""Check digits of identifiers: 统一社会信用代码 (GB 32100), 组织机构代码 (GB 11714), 居民身份证号 (GB 11643)."""

from datetime import date

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = [pow(3, place, 31) for place in range(17)]
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
MASKS = "*＊xX×✱●○■□?？#"


def uscc_check(first17: str) -> str:
    """The check character of the first 17 characters of a unified social credit code (GB 32100)."""
    total = sum(_USCC.index(character) * weight for character, weight in zip(first17, _USCC_WEIGHTS, strict=True))
    return _USCC[(31 - total % 31) % 31]


def uscc_fault(code: str) -> str | None:
    """What is wrong with a unified social credit code (GB 32100), in Chinese; None if nothing is."""
    if len(code) != 18:
        return f"统一社会信用代码应为18位，现为{len(code)}位"
    if strange := sorted(set(code[:17]) - set(_USCC)):
        return f"统一社会信用代码含有不应有的字符：{''.join(strange)}"
    if uscc_check(code[:17]) != code[17]:
        return "统一社会信用代码校验位不对"
    return None


def id_check(first17: str) -> str:
    """The check character of the first 17 digits of an identity number (GB 11643)."""
    return _ID_CHECK[sum(int(digit) * weight for digit, weight in zip(first17, _ID_WEIGHTS, strict=True)) % 11]


def id_fault(number: str) -> str | None:
    """What is wrong with an 18-digit identity number (GB 11643), in Chinese; None if nothing is."""
    number = number.upper()
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit() or number[17] not in "0123456789X":
        return "居民身份证号应为18位数字（末位可为X）"
    if born(number) is None:
        return "居民身份证号中的出生日期不存在"
    if id_check(number[:17]) != number[17]:
        return "居民身份证号校验位不对"
    return None


def born(number: str) -> date | None:
    """The birth date in an identity number, None if it is no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def masked(text: str) -> bool:
    """Whether an identifier is hidden in part, as in 91431****2400."""
    return any(mark in text for mark in "*＊×✱●■□") or "XX" in text.upper()
