"""The deadline ruler's geometry and words."""

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from sanxiang.web.ruler import as_date, bands, draw, draw_line, percent, ticks

WEEK = {"start": "2026-03-02", "due": "2026-03-09", "unit": "working_day"}  # Monday to Monday


def share(text: str) -> float:
    return float(text.removesuffix("%"))


def test_a_day_is_one_unit_with_a_tick_at_each_edge():
    assert draw(WEEK)["days"] == 8
    assert draw(WEEK)["ticks"].count("M") == 9


def test_the_due_day_ends_the_ruler_while_it_is_not_past():
    ruler = draw({**WEEK, "today": "2026-03-04"})
    assert (ruler["late_x"], ruler["due"]["x"], ruler["late"]) == ("100%", "100%", "0%")


def test_today_stands_in_the_middle_of_its_day():
    assert draw({**WEEK, "today": "2026-03-04"})["today"]["x"] == percent(2.5, 8)


def test_working_days_left_leave_out_the_weekend():
    assert draw({**WEEK, "today": "2026-03-05"})["word"] == "剩 2 个工作日"


def test_calendar_days_left_count_the_weekend():
    assert draw({**WEEK, "unit": "day", "today": "2026-03-05"})["word"] == "剩 4 日"


def test_a_make_up_day_counts_and_is_marked():
    ruler = draw({**WEEK, "today": "2026-03-05", "days": [{"date": "2026-03-07", "kind": "makeup"}]})
    assert ruler["word"] == "剩 3 个工作日"
    assert [mark["x"] for mark in ruler["makeups"]] == [percent(5.5, 8)]


def test_neighbouring_rest_days_are_one_band():
    ruler = draw(WEEK)
    assert [(band["kind"], band["days"]) for band in ruler["bands"]] == [("rest", 2)]
    assert ruler["bands"][0]["x"] == percent(5, 8)


def test_a_suspension_is_cut_out_and_not_counted():
    ruler = draw({**WEEK, "today": "2026-03-02", "suspended": [["2026-03-03", "2026-03-05"]]})
    assert ("suspended", 3) in [(band["kind"], band["days"]) for band in ruler["bands"]]
    assert ruler["word"] == "剩 2 个工作日"


def test_an_open_suspension_runs_to_the_end():
    ruler = draw({**WEEK, "suspended": [["2026-03-06", None]]})
    assert ruler["bands"][-1] == {"x": "50%", "middle": "75%", "wide": True, "width": "50%", "kind": "suspended", "days": 4}


def test_overdue_runs_on_to_today_and_says_by_how_much():
    ruler = draw({**WEEK, "today": "2026-03-20"})
    assert (ruler["state"], ruler["word"], ruler["days"]) == ("overdue", "已逾期 11 日", 19)
    assert ruler["late_x"] == ruler["kept"] == percent(8, 19)
    assert ruler["due"]["row"] == 2


def test_the_last_day_is_due_today_not_overdue():
    ruler = draw({**WEEK, "today": "2026-03-09"})
    assert (ruler["state"], ruler["word"]) == ("soon", "今天到期")


def test_the_day_after_is_overdue():
    assert draw({**WEEK, "today": "2026-03-10"})["state"] == "overdue"


def test_finished_in_time_is_kept_whatever_today_is():
    ruler = draw({**WEEK, "today": "2026-05-01", "finished": "2026-03-09"})
    assert (ruler["state"], ruler["word"]) == ("kept", "按期办结")


def test_finished_late_says_so():
    assert draw({**WEEK, "finished": "2026-03-11"})["word"] == "逾期 2 日办结"


def test_words_of_the_caller_win():
    ruler = draw({**WEEK, "today": "2026-03-03", "left": "中止中", "state": "soon", "sentence": "一句话。"})
    assert (ruler["word"], ruler["state"], ruler["sentence"]) == ("中止中", "soon", "一句话。")


def test_the_year_is_said_only_where_it_changes():
    assert draw(WEEK)["due"]["text"] == "止 3月9日"
    assert draw({"start": "2026-12-20", "due": "2027-01-10"})["due"]["text"] == "止 2027年1月10日"


def test_long_periods_thin_their_ticks():
    start = dt.date(2026, 1, 1)
    assert ticks(start, 120).count("M") == 121
    assert 50 <= ticks(start, 365).count("M") <= 66  # Mondays and first days of months
    assert ticks(start, 1096).count("M") <= 38


def test_a_period_without_end_is_drawn_without_its_days():
    ruler = draw({"start": "2026-01-01", "due": "9999-12-31", "today": "2026-02-01"})
    assert (ruler["ticks"], ruler["bands"]) == ("", [])
    assert ruler["due"]["x"] == "100%"


def test_the_line_of_a_list_says_the_same_as_the_ruler():
    period = {**WEEK, "today": "2026-03-05", "suspended": [["2026-03-06", "2026-03-06"]]}
    line, ruler = draw_line(period), draw(period)
    assert {name: ruler[name] for name in line} == line
    assert [band for band in ruler["bands"] if band["kind"] == "suspended"] == line["cuts"]


def test_without_dates_nothing_is_drawn():
    assert draw({}) is None
    assert draw({"start": "2026-03-09", "due": "2026-03-02"}) is None
    assert as_date("去年") is None


def test_no_band_without_days():
    assert bands([]) == []


@given(st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1)), st.integers(0, 1200), st.integers(-50, 1500))
def test_everything_stays_on_the_ruler(start, length, now):
    day = dt.timedelta(days=1)
    ruler = draw({"start": start, "due": start + length * day, "today": start + now * day})
    places = [ruler["late_x"], ruler["kept"], ruler["due"]["x"]] + [band["x"] for band in ruler["bands"]]
    assert all(0 <= share(place) <= 100 for place in places)
    assert all(share(band["x"]) + share(band["width"]) <= 100.01 for band in ruler["bands"])
    assert share(ruler["late_x"]) + share(ruler["late"]) <= 100.01
    assert all(int(x) <= ruler["days"] for x in re.findall(r"M(\d+) ", ruler["ticks"]))
