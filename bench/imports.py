"""How many rows a second of a published table are taken over onto the record, their search index included.

python bench/imports.py [--rows 10000]
"""

import argparse
import random
import time

from figures import tell
from system import own

HEADS = "行政相对人名称,行政处罚决定书文号,违法事实,处罚依据,处罚类别,处罚内容,罚款金额,处罚决定日期,处罚机关\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    options = parser.parse_args()
    with own():
        from sanxiang.demo import city
        from sanxiang.exchange.services import import_penalties

        organ = next(iter(city.build().values())).organ
        data = table(options.rows).encode()
        for again in (False, True):
            began = time.perf_counter()
            report = import_penalties(data, "table.csv", organ=organ)
            rate = options.rows / (time.perf_counter() - began)
            assert (report.unchanged if again else report.imported) == options.rows, report.set_aside[:3]
            if again:
                tell("import_rows_again", rate, "rows/s", rows=options.rows)
            else:
                tell("import_rows", rate, "rows/s", goal=1000, rows=options.rows)


def table(rows: int) -> str:
    chance = random.Random(7)
    return HEADS + "".join(_row(at, chance) for at in range(rows))


def _row(at: int, chance: random.Random) -> str:
    name = "安州" + "".join(chance.sample("安宁和顺瑞丰恒达远景悦来金桥绿源星光", 4)) + "有限公司"
    fine, day = chance.randrange(1, 200) * 100, f"2026年{chance.randrange(1, 10)}月{chance.randrange(1, 28)}日"
    facts = f"{name}未经批准在清河区中山路{at}号门前人行道搭建货架，占用城市道路约{chance.randrange(2, 40)}平方米。"
    return f"{name},安城管罚决字〔2026〕{at + 1}号,{facts},《城市道路管理条例》第四十二条,罚款,罚款人民币{fine}元,{fine}元,{day},安州市城市管理局\n"


if __name__ == "__main__":
    main()
