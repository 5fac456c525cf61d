"""How well redaction finds what is personal, on decisions made up from templates with every detail marked.

Run: python bench/redaction.py [SIZE]. Prints recall and precision per kind, the misses, and the pace.
"""

import pathlib
import sys
import time
from collections import Counter

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tests" / "disclosure"))

from redaction_corpus import corpus  # noqa: E402

from figures import tell  # noqa: E402
from sanxiang.disclosure.redaction import redact  # noqa: E402


def measure(size: int, show: int = 0) -> dict[str, tuple[int, int, int]]:
    """Kind → (marked, found, wrong): a mark is found when a span covers it, a span is wrong when it touches no mark."""
    marked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for made, party in corpus(size):
        spans = redact(made.text, party).spans
        for mark in made.marks:
            marked[mark.kind] += 1
            if any(span.start <= mark.start and mark.end <= span.end for span in spans):
                found[mark.kind] += 1
            elif show:
                show -= 1
                print(
                    f"missed {mark.kind}: {made.text[max(0, mark.start - 12) : mark.start]}【{made.text[mark.start : mark.end]}】{made.text[mark.end : mark.end + 12]!r}"
                )
        for span in spans:
            if not any(span.start < mark.end and mark.start < span.end for mark in made.marks):
                wrong[span.kind] += 1
                if show:
                    show -= 1
                    print(
                        f"wrong {span.kind}: {made.text[max(0, span.start - 12) : span.start]}【{made.text[span.start : span.end]}】{made.text[span.end : span.end + 12]!r}"
                    )
    return {kind: (marked[kind], found[kind], wrong[kind]) for kind in sorted(marked | wrong)}


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    begun = time.perf_counter()
    result = measure(size)
    spent = time.perf_counter() - begun
    marked, found, wrong = (sum(figures[at] for figures in result.values()) for at in range(3))
    tell("redaction", size / spent, "decisions/s", recall=share(found, marked), precision=share(found, found + wrong), marks=marked)
    for kind, (marked, found, wrong) in result.items():
        tell(f"redaction_{kind}", marked, "marks", recall=share(found, marked), precision=share(found, found + wrong))


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"


if __name__ == "__main__":
    main()
