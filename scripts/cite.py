"""`make cite`: every citation of the packs and of the document templates, read against the texts of the instruments.

A citation is right when the instrument has the article, the paragraph (款) and the item (项), and when the numbers of the rule that cites it
stand there with their unit. What cannot be read (an instrument that is not at hand) or was never checked (`unverified`) is listed, and is
no error. Exit 1: a citation is wrong. `scripts/cite.py [FOLDER]`; the folder holds one Markdown file an instrument.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import msgspec

from sanxiang.law.numerals import whole
from sanxiang.law.pack_files import Placed, pack_names, read_pack
from sanxiang.law.rules import Rule, Unit

ROOT = Path(__file__).resolve().parent.parent
LAWS = ROOT.parent / "shared" / "laws"
NUMERAL = "零一二三四五六七八九十百千万"
ARTICLE, PARAGRAPH, ITEM, SECTION = f"第([{NUMERAL}]+)条", f"第([{NUMERAL}]+)款", f"第([{NUMERAL}]+)项", f"（([{NUMERAL}]+)）"
CITED = re.compile(f"{ARTICLE}(?:{PARAGRAPH})?(?:{ITEM}(?:至{ITEM})?)?((?:、{PARAGRAPH})*)")
# A name of an instrument ends so; “本规定” names none.
NAME = re.compile(r"《([^》]+)》$|([一-龥〔〕0-9]*(?<!本)(?:法|条例|规定|办法|解释|细则|规则|决定|号))$")
# “本法中‘三日’的规定是指工作日”: such a sentence says how days are counted, and gives no period its number.
COUNTING = re.compile(r"[^。\n]*(?:是指|以)工作日[^。\n]*")
LEADS = re.compile("^.*(?:参照|依照|按照|依据|根据|以及|和|与|及|依|见|按|自|由)")
# How texts write a unit, and which words of theirs tell the same.
WORDS: dict[Unit, str] = {
    "hour": "小时",
    "day": "[日天]",
    "working_day": "个工作日|[日天]",
    "month": "个月",
    "year": "年|周岁",
    "person": "人|名",
    "yuan": "元",
    "percent": "%",
    "item": "项",
    "set": "[套台]",
    "time": "次",
}


class Paragraph(msgspec.Struct):
    """A paragraph of an article with its items, by number."""

    text: str
    items: dict[int, str] = {}


class Instrument(msgspec.Struct, frozen=True, dict=True):
    """The text of a law or document: articles and, in documents without articles, sections numbered （一）, （二）."""

    text: str

    @cached_property
    def articles(self) -> dict[int, list[Paragraph]]:
        parts = re.split(rf"^[\s　#*]*{ARTICLE}(?=[\s　*]|（[^）]*）$)", self.text, flags=re.M)
        return {number: _paragraphs(body) for name, body in zip(parts[1::2], parts[2::2], strict=True) if (number := whole(name))}

    @cached_property
    def sections(self) -> dict[tuple[int, int], str]:
        """By part (一、) and number; what stands before the first part is part 0."""
        found: dict[tuple[int, int], str] = {}
        parts = re.split(rf"^[\s　#*]*([{NUMERAL}]+)、", self.text, flags=re.M)
        for name, body in zip(["", *parts[1::2]], parts[0::2], strict=True):
            pieces = re.split(rf"^[\s　#*]*{SECTION}", body, flags=re.M)
            for number, text in zip(pieces[1::2], pieces[2::2], strict=True):
                found[whole(name) or 0, whole(number) or 0] = text
        return found


class Citation(msgspec.Struct, frozen=True):
    """An article (or a section) of an instrument; paragraph and items as far as they are cited."""

    instrument: str
    article: int = 0
    paragraph: int = 0
    items: tuple[int, ...] = ()
    section: int = 0
    part: int = 0
    words: str = ""


class Problem(msgspec.Struct, frozen=True):
    """What is wrong, or cannot be confirmed. `kind`: wrong, unverified, absent (the instrument is not at hand)."""

    kind: str
    where: str
    message: str
    instrument: str = ""


def read(folder: Path) -> dict[str, Instrument]:
    """The instruments of a folder by their plain names."""
    halves = re.compile(rf"^\(([{NUMERAL}]+)\)", re.M)  # some texts write (一) for （一）
    return {plain(file.stem): Instrument(halves.sub(r"（\1）", file.read_text(encoding="utf-8"))) for file in sorted(folder.glob("*.md"))}


def plain(name: str) -> str:
    """The name without brackets, the date of the version and 中华人民共和国."""
    return re.sub(r"[《》]|\(\d{4}-\d\d-\d\d\)|中华人民共和国", "", name)


def cited(text: str, default: str, known: Iterable[str]) -> Iterator[Citation]:
    """The citations in a text. One that names no instrument is of the one named before it, first of all of `default`."""
    of, end = default, 0
    for match in CITED.finditer(text):
        of = _named(text[end : match.start()], of, known)
        end = match.end()
        article, paragraph, first, last = (whole(part) or 0 if part else 0 for part in match.groups()[:4])
        items = tuple(range(first, (last or first) + 1)) if first else ()
        yield Citation(of, article, paragraph, items, words=f"《{of}》{match.group()}")
        for more in re.findall(PARAGRAPH, match[5]):
            yield Citation(of, article, whole(more) or 0, words=f"《{of}》{match.group()}")
    yield from _sections(text, default, known)


def check(citation: Citation, instruments: dict[str, Instrument]) -> tuple[str, str]:
    """The text that is cited, and what is wrong with the citation, or nothing."""
    instrument = instruments[citation.instrument]
    if citation.section:
        found = [text for at, text in instrument.sections.items() if at[1] == citation.section and citation.part in (0, at[0])]
        return ("\n".join(found), "") if found else ("", f"{citation.words} 不存在")
    paragraphs = instrument.articles.get(citation.article)
    if paragraphs is None:
        return "", f"{citation.words} 不存在：全文共{max(instrument.articles, default=0)}条"
    return _within(paragraphs, citation)


def lacking(rule: Rule, text: str) -> list[str]:
    """The numbers of a rule that do not stand in the text with their unit."""
    if rule.kind == "fixed":
        month, day = (int(part) for part in str(rule.value).split("-"))
        return [] if f"{month}月{day}日" in _digits(text) else [f"{month}月{day}日"]
    own = [(rule.value, rule.unit)] if isinstance(rule.value, int) and rule.unit else []
    more = [(each.value, each.unit or rule.unit or "day") for each in (rule.extension, rule.further) if each]
    return [f"{value} {unit}" for value, unit in [*own, *more] if not stands(value, unit, text)]


def stands(value: int, unit: Unit, text: str) -> bool:
    """Whether the text has this number with this unit. Days are working days where the texts cited say so somewhere."""
    digits = _digits(text)
    if unit == "working_day" and "工作日" not in digits:
        return False
    digits = COUNTING.sub("", digits)
    return bool(re.search(rf"(?<![\d.]){value}(?:{WORDS[unit]})", digits))


def of_rule(at: Placed, instruments: dict[str, Instrument]) -> list[Problem]:
    """What is wrong with a rule's own article and its numbers, with what lets it roll, and with what else it cites."""
    rule = at.rule
    if rule.unverified:
        return [Problem("unverified", at.where, f"{rule.id}：{rule.citation}")]
    problems, text = _texts(rule.article, at, instruments)
    if not problems and not text:
        problems.append(_unread(at, instruments))
    if not problems and (missing := lacking(rule, text)):
        problems.append(Problem("wrong", at.where, f"{rule.id}：{rule.citation} 没有写 {'、'.join(missing)}"))
    rolling, says = _texts(rule.rolls_by, at, instruments)
    if rule.rolls and not rolling and not re.search("节假日|休假日|节日", says):
        rolling.append(Problem("wrong", at.where, f"{rule.id}：{rule.rolls_by} 没有写期限的顺延"))
    said = [rule.interpretation, rule.conflict, *(each.article for each in (rule.extension, rule.further) if each)]
    return problems + rolling + [problem for each in said for problem in _texts(each, at, instruments)[0]]


def of_file(file: Path, instruments: dict[str, Instrument]) -> Iterator[Problem]:
    """What is wrong with the citations in the lines of a procedure or a template."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        for citation in cited(line, "", instruments):
            if citation.instrument:
                yield from _problem(citation, f"{file.relative_to(ROOT) if file.is_relative_to(ROOT) else file}:{number}", instruments)[0]


def everything(instruments: dict[str, Instrument]) -> tuple[int, list[Problem]]:
    """How many rules and files were read, and what was found in them."""
    rules = [at for name in pack_names() for at in read_pack(name).rules]
    source = ROOT / "src" / "sanxiang"
    files = sorted([*source.glob("packs/**/procedures/*.yaml"), *source.glob("casework/documents/templates/**/*.yaml")])
    problems = [problem for at in rules for problem in of_rule(at, instruments)]
    return len(rules) + len(files), problems + [problem for file in files for problem in of_file(file, instruments)]


def main() -> int:
    parser = argparse.ArgumentParser(description="核对规则包、程序和文书模板引用的条文")
    parser.add_argument("folder", nargs="?", type=Path, default=LAWS, help="法规全文所在的文件夹")
    folder: Path = parser.parse_args().folder
    if not folder.is_dir():
        print(f"没有法规全文文件夹 {folder}：什么也没有核对。", file=sys.stderr)
        return 0
    count, problems = everything(read(folder))
    _report(count, problems)
    return 1 if any(problem.kind == "wrong" for problem in problems) else 0


def _report(count: int, problems: list[Problem]) -> None:
    for title, kind in (("引错", "wrong"), ("待核", "unverified")):
        for problem in (each for each in problems if each.kind == kind):
            print(f"{title}\t{problem.where}\t{problem.message}")
    absent = Counter(problem.instrument for problem in problems if problem.kind == "absent")
    for instrument, times in sorted(absent.items()):
        print(f"全文未收\t{instrument}\t引用{times}处")
    kinds = Counter(problem.kind for problem in problems)
    print(f"核对{count}条规则和文件：引错{kinds['wrong']}处，待核{kinds['unverified']}处，全文未收{kinds['absent']}处。")


def _texts(said: str, at: Placed, instruments: dict[str, Instrument]) -> tuple[list[Problem], str]:
    """What is wrong with the citations in a field of a rule, and the texts that they name, one after the other."""
    read = [_problem(citation, at.where, instruments) for citation in cited(said, plain(at.rule.law), instruments)]
    return [problem for problems, _ in read for problem in problems], "\n".join(text for _, text in read)


def _unread(at: Placed, instruments: dict[str, Instrument]) -> Problem:
    """A rule that cites no article: an error where its law is at hand."""
    law = plain(at.rule.law)
    kind = "wrong" if law in instruments else "absent"
    return Problem(kind, at.where, f"{at.rule.id}：{at.rule.citation} 没有写明条号", law)


def _problem(citation: Citation, where: str, instruments: dict[str, Instrument]) -> tuple[list[Problem], str]:
    if citation.instrument not in instruments:
        return [Problem("absent", where, citation.words, citation.instrument)], ""
    text, wrong = check(citation, instruments)
    return ([Problem("wrong", where, wrong)] if wrong else []), text


def _named(between: str, of: str, known: Iterable[str]) -> str:
    """The instrument named just before an article, or the one in force in the sentence so far."""
    found = NAME.search(between)
    if found is None:
        return of
    name = plain(found[1] or found[2])
    longest = max((each for each in known if name.endswith(each)), key=len, default="")
    name = longest or LEADS.sub("", name)
    return next((each for each in known if each.endswith(name)), name)


def _sections(text: str, default: str, known: Iterable[str]) -> Iterator[Citation]:
    """Sections of documents: （六）, after the document's name or where the rule is of such a document."""
    for match in re.finditer(rf"([一-龥]*〔\d{{4}}〕\d+号)?(?:第([{NUMERAL}]+)部分)?{SECTION}", text):
        of = match[1] or (default if "〔" in default and not re.search(ARTICLE, text) else "")
        name = max((each for each in known if "〔" in each and of.endswith(each)), key=len, default="")
        if name and (number := whole(match[3])):
            yield Citation(name, section=number, part=whole(match[2] or "") or 0, words=f"{name}{match.group().removeprefix(of)}")


def _within(paragraphs: list[Paragraph], citation: Citation) -> tuple[str, str]:
    if citation.paragraph > len(paragraphs):
        return "", f"{citation.words} 不存在：该条共{len(paragraphs)}款"
    chosen = [paragraphs[citation.paragraph - 1]] if citation.paragraph else paragraphs
    if not citation.items:
        return "\n".join("\n".join((each.text, *each.items.values())) for each in chosen), ""
    items = {number: text for each in chosen for number, text in each.items.items()}
    if gone := [number for number in citation.items if number not in items]:
        return "", f"{citation.words} 不存在：该处没有第{gone[0]}项"
    return "\n".join(items[number] for number in citation.items), ""


def _paragraphs(body: str) -> list[Paragraph]:
    """The lines of an article: items belong to the paragraph above them; headings of chapters end it."""
    found: list[Paragraph] = []
    for line in filter(None, (re.sub(r"[\s　*]+", "", line) for line in body.splitlines())):
        if re.match(rf"#|第[{NUMERAL}]+[章节编]", line):
            break
        item = re.match(SECTION, line)
        if not found and re.fullmatch("（[^）]*）", line):
            continue  # an article's own heading, as Shanghai writes them
        if item and found:
            found[-1].items[whole(item[1]) or 0] = line
        else:
            found.append(Paragraph(line, {}))
    return found


def _digits(text: str) -> str:
    """The text without spaces within its lines, its Chinese and full-width numbers as digits, percentages with %."""
    text = re.sub(r"[^\S\n]+", "", text).translate({0xFF10 + digit: str(digit) for digit in range(10)})
    text = re.sub(f"(百分之)?([两{NUMERAL}]+)", lambda found: f"{_number(found[2])}{'%' if found[1] else ''}", text)
    return re.sub(r"(\d+)万", r"\g<1>0000", text)


def _number(text: str) -> int | str:
    number = whole(text)
    return text if number is None else number


if __name__ == "__main__":
    sys.exit(main())
