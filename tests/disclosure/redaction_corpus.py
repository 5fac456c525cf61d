"""Decisions made up from templates, with every personal detail marked: what redaction is measured on. Seeded; no real person."""

import random
from collections.abc import Iterator
from typing import NamedTuple

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志文玉兰红梅春生海波宇晨浩然子涵思雨家豪俊熙振东永福德胜广才长贵世昌立新学军少华晓燕雪峰天佑鹏程"
COMPOUND = ["欧阳", "上官", "司马", "诸葛"]
TOWNS = ["安州市城东区", "安州市清水县", "安州市平原县河口镇", "安州市高新区"]
ROADS = ["和平路", "建设大街", "滨河东路", "新华南街"]
ESTATES = ["和谐家园", "阳光花园", "丽水公寓", "幸福小区"]
GOODS = ["食品", "建材", "化工产品", "水产品"]


class Mark(NamedTuple):
    start: int
    end: int
    kind: str


class Marked:
    """A text under construction: plain words, and personal details whose places are kept."""

    def __init__(self) -> None:
        self.text, self.marks = "", []

    def add(self, template: str, **details: tuple[str, str]) -> None:
        """`{who}` stands for details["who"] = (kind, text); kind "" is not personal."""
        rest = template
        while "{" in rest:
            before, _, rest = rest.partition("{")
            name, _, rest = rest.partition("}")
            self.text += before
            kind, words = details[name]
            if kind:
                self.marks.append(Mark(len(self.text), len(self.text) + len(words), kind))
            self.text += words
        self.text += rest


class Maker:
    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)

    def name(self) -> tuple[str, str]:
        surname = self.r.choice(COMPOUND) if self.r.random() < 0.03 else self.r.choice(SURNAMES)
        return "name", surname + "".join(self.r.sample(GIVEN, self.r.choice([1, 2, 2])))

    def id_number(self) -> tuple[str, str]:
        digits = f"1101{self.r.randint(1, 30):02d}{self.r.randint(1955, 2003)}{self.r.randint(1, 12):02d}{self.r.randint(1, 28):02d}{self.r.randint(1, 999):03d}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        return "id_number", digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]

    def phone(self) -> tuple[str, str]:
        number = f"1{self.r.choice('3578')}{self.r.randint(0, 9)}{self.r.randint(0, 99999999):08d}"
        return "phone", self.r.choice([number, f"{number[:3]}-{number[3:7]}-{number[7:]}", f"{number[:3]} {number[3:7]} {number[7:]}"])

    def address(self) -> tuple[str, str]:
        return "address", (
            f"{self.r.choice(TOWNS)}{self.r.choice(ROADS)}{self.r.randint(1, 300)}号{self.r.choice(ESTATES)}"
            f"{self.r.randint(1, 20)}栋{self.r.randint(1, 4)}单元{self.r.randint(101, 2604)}室"
        )

    def village(self) -> tuple[str, str]:
        return "address", f"{self.r.choice(TOWNS[1:3])}{self.r.choice('东西南北')}山村{self.r.randint(1, 12)}组{self.r.randint(1, 99)}号"

    def birth(self) -> tuple[str, str]:
        return "birth_date", f"{self.r.randint(1955, 2003)}年{self.r.randint(1, 12)}月{self.r.randint(1, 28)}日"

    def account(self) -> tuple[str, str]:
        return "bank_account", f"6222{self.r.randint(0, 10**15 - 1):015d}"

    def plate(self) -> tuple[str, str]:
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
        tail = "".join(self.r.choice(letters) for _ in range(4)) + str(self.r.randint(0, 9))
        return "plate", self.r.choice("冀湘鲁桂京") + self.r.choice("ABCDEF") + self.r.choice(["", "D"]) + tail

    def certificate(self) -> tuple[str, str]:
        number = self.r.randint(1, 99999)
        return "property_number", self.r.choice(
            [f"冀（2021）安州市不动产权第{number:07d}号", f"安房权证城东字第{number:08d}号", f"安国用（2012）第{number:05d}号"]
        )

    def email(self) -> tuple[str, str]:
        return "email", f"user{self.r.randint(1, 999)}@example.com"

    def company(self) -> tuple[str, str]:
        return (
            "",
            f"安州市{self.r.choice('恒宏鑫泰盛隆')}{self.r.choice('达源丰通信和')}{self.r.choice(['商贸', '建材', '物流', '新材料'])}有限公司",
        )

    def shop(self) -> tuple[str, str]:
        return "", f"安州市{self.r.choice(['老街', '河口', '城东'])}{self.r.choice(['便民超市', '小吃店', '五金经营部', '川味餐馆'])}"

    def day(self) -> str:
        return f"2024年{self.r.randint(1, 12)}月{self.r.randint(1, 28)}日"


def person_decision(seed: int) -> Marked:
    """An ordinary decision about a natural person, with a witness and an officer."""
    m, out = Maker(seed), Marked()
    party, other, third = m.name(), m.name(), m.name()
    while len({party[1], other[1], third[1]}) < 3 or party[1].startswith(other[1]) or other[1].startswith(party[1]):
        other, third = m.name(), m.name()
    officers = ("", m.name()[1] + "、" + m.name()[1])
    out.add(f"安州市城市管理局\n行政处罚决定书\n安城罚〔2024〕{seed % 900 + 1}号\n")
    head = m.r.randrange(5)
    details = {"p": party, "i": m.id_number(), "t": m.phone(), "a": m.address(), "b": m.birth(), "v": m.village()}
    out.add(
        (
            "当事人：{p}，男，汉族，{b}出生，居民身份证号：{i}，住址：{a}，联系电话：{t}。\n",
            "当事人姓名：{p}  性别：女  出生日期：{b}  公民身份号码：{i}  住所：{v}  电话：{t}\n",
            "被处罚人：{p}（身份证号码{i}），男，住{a}，手机号码{t}。\n",
            "当事人：{p}\n性别：男\n出生年月：{b}\n身份证件号码：{i}\n家庭住址：{a}\n联系方式：{t}\n",
            "{p}：\n身份证号：{i}\n户籍所在地：{v}\n联系电话：{t}\n",
        )[head],
        **details,
    )
    out.add(
        m.r.choice(
            (
                f"{m.day()}，我局执法人员在巡查中发现{{p}}在滨河东路占道经营，遂依法进行检查。现场有群众{{o}}在场见证。\n",
                f"{m.day()}，我局接群众{{o}}举报，反映{{p}}擅自搭建建筑物。执法人员{{off}}于次日到现场进行了检查。\n",
                f"经查，{m.day()}{{p}}驾驶车牌号为{{c}}的货车运输建筑垃圾，车主为{{o}}，未采取覆盖措施。\n",
                f"经查明，当事人{{p}}雇佣{{o}}等2人，在未取得许可的情况下从事{m.r.choice(GOODS)}加工。\n",
            )
        ),
        p=party,
        o=other,
        off=officers,
        c=m.plate(),
    )
    out.add(
        m.r.choice(
            (
                "以上事实，有对{p}的询问笔录、证人{w}的证言、现场照片3张等证据证明。\n",
                "上述事实有以下证据证明：1.{p}询问笔录1份；2.{w}的调查询问笔录1份；3.现场检查笔录1份；4.当事人身份证复印件1份。\n",
                "以上事实，有现场勘验笔录、{p}、{w}的询问笔录以及不动产登记资料（{c}）为证。\n",
                "证据：一、被询问人{w}陈述，其于当日将货款转入{p}的银行账户（账号：{k}）。二、现场照片。\n",
            )
        ),
        p=party,
        w=third,
        c=m.certificate(),
        k=m.account(),
    )
    out.add(
        f"{m.day()}，我局向{{p}}送达《行政处罚事先告知书》，{{p}}在法定期限内未提出陈述、申辩。\n依据《中华人民共和国行政处罚法》第二十八条、"
        "《城市市容和环境卫生管理条例》第三十四条的规定，决定对{p}处以罚款人民币伍佰元整。\n"
        "如不服本决定，可以在收到本决定书之日起六十日内向安州市人民政府申请行政复议，或者在六个月内向安州市城东区人民法院提起行政诉讼。\n",
        p=party,
    )
    out.add(f"执法人员：{{off}}\n安州市城市管理局\n{m.day()}\n", off=officers)
    return out


def organisation_decision(seed: int) -> Marked:
    """A decision about a company or a shop: names of people in it are hidden, its own name and address are not."""
    m, out = Maker(seed), Marked()
    head, manager, worker = m.name(), m.name(), m.name()
    firm = m.company() if m.r.random() < 0.6 else m.shop()
    out.add(f"安市监处罚〔2024〕{seed % 900 + 1}号\n行政处罚决定书\n")
    out.add(
        m.r.choice(
            (
                "当事人：{f}\n主体资格证照名称：营业执照\n统一社会信用代码：91110000MA00000820\n住所（住址）：安州市城东区建设大街15号\n法定代表人（负责人、经营者）：{h}\n身份证件号码：{i}\n联系电话：{t}\n",
                "{f}：\n统一社会信用代码：91110000MA00000820\n法定代表人：{h}\n地址：安州市城东区建设大街15号\n",
                "被处罚单位：{f}（统一社会信用代码：91110000MA00000820） 地址：安州市城东区建设大街15号 法定代表人（负责人）：{h} 联系电话：{t}\n",
                "当事人：{f} 统一社会信用代码：91110000MA00000820 经营地址：安州市城东区建设大街15号 经营者：{h} 身份证号：{i}\n",
            )
        ),
        f=firm,
        h=head,
        i=m.id_number(),
        t=m.phone(),
    )
    out.add(
        m.r.choice(
            (
                f"{m.day()}，我局执法人员对{{f}}进行检查，该单位现场负责人{{m}}陪同检查，发现员工{{w}}未取得健康证明上岗作业。\n",
                f"{m.day()}，我局接消费者{{w}}投诉，称在{{f}}购买到超过保质期的食品。店长{{m}}承认上述事实。\n",
                f"{m.day()}，{{f}}仓库管理员{{m}}将一批货物交由驾驶员{{w}}（电话{{t}}）运输，车辆号牌为{{c}}。\n",
                "经查，{f}总经理{m}安排工人{w}进行焊接作业，{w}未取得特种作业操作证。\n",
            )
        ),
        f=firm,
        m=manager,
        w=worker,
        t=m.phone(),
        c=m.plate(),
    )
    out.add(
        "以上事实，有营业执照复印件、法定代表人{h}的身份证复印件、对{m}的询问笔录、{w}的陈述、邮箱{e}的往来邮件截图等证据证明。\n"
        "你单位的行为违反了《中华人民共和国食品安全法》第三十四条的规定。依据《中华人民共和国食品安全法》第一百二十四条，决定罚款人民币壹万元整。\n"
        "罚款缴至安州银行城东支行。逾期不缴纳的，每日按罚款数额的百分之三加处罚款。\n安州市市场监督管理局\n",
        h=head,
        m=manager,
        w=worker,
        e=m.email(),
    )
    return out


def corpus(size: int, seed: int = 7) -> Iterator[tuple[Marked, str]]:
    """Marked decisions, half of persons and half of organisations, with the kind of their party."""
    for number in range(size):
        if number % 2:
            yield organisation_decision(seed * 10_000 + number), "organisation"
        else:
            yield person_decision(seed * 10_000 + number), "person"
