import pytest

from sanxiang.catalogue import amounts


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("5%", "5", "5", "%"),
        ("10-20%", "10", "20", "%"),
        ("10%－20%", "10", "20", "%"),
        ("10％～20％", "10", "20", "%"),
        ("60-70家", "60", "70", "家"),
        ("60家至70家", "60", "70", "家"),
        ("不低于3%", "3", None, "%"),
        ("5%以下", None, "5", "%"),
        ("百分之五", "5", "5", "%"),
        ("抽查10户", "10", "10", "户"),
        ("全部", "100", "100", "%"),
    ],
)
def test_a_ratio_is_read(text: str, low: str | None, high: str | None, unit: str) -> None:
    reading = amounts.ratio(text)
    assert reading.ok, reading.reason
    assert (reading.value["low"], reading.value["high"], reading.value["unit"]) == (low, high, unit)


@pytest.mark.parametrize("text", ["", "按计划", "20-10%", "120%", "5%或者10家", "若干"])
def test_what_is_no_certain_ratio_is_not_read(text: str) -> None:
    assert not amounts.ratio(text).ok


@pytest.mark.parametrize(
    ("text", "low", "high", "every"),
    [
        ("1次/年", "1", "1", "year"),
        ("每年1次", "1", "1", "year"),
        ("每年一次", "1", "1", "year"),
        ("每季度不少于一次", None, None, ""),
        ("1-2次/年", "1", "2", "year"),
        ("每月检查2次", "2", "2", "month"),
        ("不少于1次/半年", "1", None, "half_year"),
        ("每年两次", "2", "2", "year"),
    ],
)
def test_a_frequency_is_read_or_not_read_but_never_guessed(text: str, low: str | None, high: str | None, every: str) -> None:
    reading = amounts.frequency(text)
    if not every:
        assert not reading.ok
        return
    assert (reading.value["low"], reading.value["high"], reading.value["every"]) == (low, high, every)
