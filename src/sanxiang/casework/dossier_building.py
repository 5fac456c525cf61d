"""案卷的生成: the main file, the side file and what is kept apart, each a PDF, and a ZIP with the originals, receipts and an index that needs no server.

The worker builds; nothing is held in memory but the pages of one file. What leaves the house does so by an act (`custody`, manner export).
"""

import datetime
import hashlib
import pathlib
import shutil
import zipfile
from collections.abc import Iterable
from typing import Any, BinaryIO

import msgspec
from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

import sanxiang.tlog
from sanxiang.casework import custody, documents, dossier, dossier_pages, families, judging, queries, secrecy, values
from sanxiang.casework.dossier import Arranged, Piece
from sanxiang.casework.later import later
from sanxiang.casework.models import Case, Document, Evidence, Party, Retention, Step
from sanxiang.casework.paper_models import DossierBuild, PublicDocument
from sanxiang.casework.rows import row_of
from sanxiang.law import dossiers
from sanxiang.organs import queries as organs
from sanxiang.organs.queries import Person
from sanxiang.record import files, receipts
from sanxiang.record import services as record
from sanxiang.record.queries import acts_named, acts_of
from sanxiang.record.refusal import NotAllowed, NotFound, Refused

KEPT_DAYS = 7
PIECE = 1024 * 1024
VOLUMES = {"main": "正卷", "side": "副卷", "apart": "另卷"}
SIDE_ARTICLE = "国办发〔2018〕118号（九）（档案管理从严）"


class Made(msgspec.Struct, frozen=True):
    """A file of a finished dossier: its name in the folder, what it is called, its digest and bytes."""

    name: str
    title: str
    digest: str
    size: int


# ── for the faces ──


def order(person: Person, case: str, *, side: bool = False, key: str = "") -> str:
    """Have the dossier of a case built; `side`: with the side file. Returns the build's id. What is kept apart comes along for whoever works on
    the case. Raises NotFound, NotAllowed (not one who may read the side file)."""
    found = queries.visible(person, case)
    if side and not secrecy.reads_side(person, found):
        raise NotAllowed("您的岗位不能查阅副卷", article=SIDE_ARTICLE, next="请只生成正卷，或者由本案承办人办理。")

    def do() -> str:
        id = record.new_id()
        DossierBuild.objects.create(id=id, case=case, officer=person.officer, side=side, secret=secrecy.trusted(person, found))
        later("build_dossier", build=id)
        return id

    answer: str = record.once(person.officer, key, ["dossier", case, side], do)
    return answer


def status(person: Person, id: str) -> DossierBuild:
    """A build that the person ordered. Raises NotFound."""
    found = DossierBuild.objects.filter(id=id, officer=person.officer).first()
    if found is None:
        raise NotFound("没有这份案卷，或者它已过期清理", next="请从案件页面重新生成。")
    queries.visible(person, found.case)
    return found


def builds(person: Person, case: str) -> list[DossierBuild]:
    """What the person had built of a case and is still there, newest first. One query."""
    return list(DossierBuild.objects.filter(case=case, officer=person.officer).order_by("-asked_at")[:10])


def made(build: DossierBuild) -> list[Made]:
    """The files of a finished build; none before."""
    told = folder(build.id) / "made.json"
    return msgspec.json.decode(told.read_bytes(), type=list[Made]) if build.state == "ready" and told.exists() else []


def export(person: Person, id: str, name: str, purpose: str = "", recipient: str = "") -> tuple[Made, BinaryIO]:
    """导出: a file of a finished dossier, opened, after the export was put on the record with its digest.

    Raises NotFound, NotAllowed (who may not export, or may no longer read all that is in it), Invalid (no purpose), Refused (out of date).
    """
    build = status(person, id)
    wanted = next((one for one in made(build) if one.name == name), None)
    if wanted is None:
        raise NotFound("没有这份文件，或者它已过期清理", next="请从案件页面重新生成。")
    _must_still_have(person, build)
    custody.consult(person, custody.Thing(build.case, "dossier", id, wanted.digest, wanted.title), "export", purpose, recipient)
    return wanted, (folder(id) / name).open("rb")


def _must_still_have(person: Person, build: DossierBuild) -> None:
    """A build is given out to whoever could have the same built now. Raises NotAllowed, Refused where it is out of date."""
    case = queries.visible(person, build.case)
    if build.side and not secrecy.reads_side(person, case) or build.secret and not secrecy.trusted(person, case):
        raise NotAllowed("这份案卷含有您现在不能查阅的材料", article=SIDE_ARTICLE, next="请重新生成，或者由本案承办人办理。")
    changed = acts_named(build.case, "case.mark_piece", "custody.approve_destruction")
    if any(datetime.datetime.fromisoformat(act.recorded_at) > build.asked_at for act in changed):
        raise Refused("案卷生成以后，有材料改为另卷保管或者已经销毁", article=SIDE_ARTICLE, next="请重新生成案卷。")


def folder(id: str) -> pathlib.Path:
    return pathlib.Path(settings.VAR) / "dossiers" / id


def forget(days: int = KEPT_DAYS) -> int:
    """Take away builds older than this (nightly). A dossier can be built anew at any time. Returns how many."""
    return _forgotten(DossierBuild.objects.filter(asked_at__lt=timezone.now() - datetime.timedelta(days=days)))


def forget_of(case: str) -> int:
    """Take away every build of a case: what was destroyed does not live on in one. Returns how many."""
    return _forgotten(DossierBuild.objects.filter(case=case))


def _forgotten(builds: QuerySet[DossierBuild]) -> int:
    for build in builds:
        shutil.rmtree(folder(build.id), ignore_errors=True)
    return builds.delete()[0]


# ── building ──


def build(build: str) -> None:
    """The worker's task. Building it twice comes to the same; what goes wrong is told to whoever waits for it."""
    found = DossierBuild.objects.filter(id=build).exclude(state="ready").first()
    if found is None:
        return
    _tell(found, state="building", done=0)
    try:
        _Building(found).run()
    except documents.NoFonts:
        _tell(found, state="failed", problem="服务器缺少中文字体，不能生成案卷。请联系系统管理员安装字体。")
    except Refused as refused:
        _tell(found, state="failed", problem=f"{refused.message}。{refused.next}")
    except Exception:
        _tell(found, state="failed", problem="生成案卷时出错，请联系系统管理员查看日志。")
        raise
    else:
        _tell(found, state="ready")


def _tell(build: DossierBuild, **changes: Any) -> None:
    DossierBuild.objects.filter(id=build.id).update(**changes)


class _Building:
    """One build under way."""

    def __init__(self, build: DossierBuild) -> None:
        self.build = build
        self.case = Case.objects.get(id=build.case)
        self.row = row_of(self.case)
        organ = organs.organ(self.case.organ)
        assert organ is not None
        self.organ = organ
        self.marks = secrecy.marks(self.case.id)
        self.pieces = self._arranged()
        self.folder = folder(build.id)
        self.files: list[Made] = []
        self.listed: list[dict[str, Any]] = []
        self.done = 0

    def _arranged(self) -> Arranged:
        case = self.case.id
        return dossier.arrange(
            dossiers.order(tuple(self.case.packs), self.case.type),
            self.organ.name,
            [row_of(one) for one in Document.objects.filter(case=case, state="").defer("content").order_by("id")],
            [row_of(one) for one in Evidence.objects.filter(case=case).order_by("number")],
            [row_of(one) for one in Step.objects.filter(case=case)],
            brought=[row_of(one) for one in families.brought(self.row)],
            apart=self.marks.keys(),
        )

    def run(self) -> None:
        volumes = self._volumes()
        _tell(self.build, total=sum(len(pieces) for _, pieces in volumes) + 1)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        for part, pieces in volumes:
            self._volume(part, pieces)
        self._zip([piece for _, pieces in volumes for piece in pieces])
        (self.folder / "made.json").write_bytes(msgspec.json.encode(self.files))

    def _volumes(self) -> list[tuple[str, list[Piece]]]:
        """The files to build with the pieces that each lists; a piece that is kept apart is listed where it belongs, and stands in a file of its own."""
        found = [("main", list(self.pieces.main))]
        if self.build.side and self.pieces.side:
            found.append(("side", list(self.pieces.side)))
        apart = [piece for _, pieces in found for piece in pieces if piece.apart]
        if apart and self.build.secret:
            found.append(("apart", [msgspec.structs.replace(piece, apart=False, note="") for piece in apart]))
        return found

    def _volume(self, part: str, pieces: list[Piece]) -> None:
        volume = dossier_pages.Volume()
        for piece in pieces:
            if not piece.apart:
                volume.add(piece, dossier_pages.of(piece))
            self._step()
        name, title = f"{part}.pdf", f"{values.case_name(self.row)}（{VOLUMES[part]}）"
        told = self._values(part, volume, pieces)
        front = [("封面", _printed("dossier_cover", told)), ("卷内目录", _printed("dossier_catalogue", told))]
        back = [("备考表", _printed("dossier_note", told))] if self.case.status == "archived" else []
        volume.write(self.folder / name, title, front, back, pieces)
        self._made(name, title)
        self.listed += [
            {"volume": VOLUMES[part], "piece": piece, "page": entry["page"]}
            for piece, entry in zip(pieces, dossier.entries(pieces, volume.pages), strict=True)
        ]

    def _values(self, part: str, volume: dossier_pages.Volume, pieces: list[Piece]) -> dict[str, Any]:
        procedure = judging.procedure(judging.law(self.case.packs), self.row)
        steps = sorted((row_of(one) for one in Step.objects.filter(case=self.case.id, state="")), key=lambda row: row["number"])
        parties = [row_of(one) for one in Party.objects.filter(case=self.case.id).order_by("id")]
        found = values.of(procedure, row_of(self.organ), self.row, parties, steps, {})
        archived = found.get("archive", {})
        kept = Retention.objects.filter(id=self.case.id).first()
        found["archive"] = {
            "number": archived.get("number") or "（尚未归档）",
            "retention": kept.title if kept else archived.get("retention") or "（归档时划定）",
            "at": archived.get("at", ""),
        }
        found["dossier"] = {"part": VOLUMES[part], "volumes": 1, "pieces": len(pieces), "pages": volume.count}
        found["entries"] = dossier.entries(pieces, volume.pages)
        return found

    def _step(self) -> None:
        self.done += 1
        _tell(self.build, done=self.done)

    def _made(self, name: str, title: str) -> None:
        with (self.folder / name).open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        self.files.append(Made(name, title, digest, (self.folder / name).stat().st_size))

    # ── the ZIP ──

    def _zip(self, pieces: list[Piece]) -> None:
        with (self.folder / "dossier.zip").open("wb") as out:
            hashed = _Hashed(out)
            with zipfile.ZipFile(hashed, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:  # type: ignore[call-overload]
                self._fill(_Archive(archive), pieces)
        self._step()
        self.files.append(Made("dossier.zip", f"{values.case_name(self.row)}（案卷压缩包）", hashed.digest.hexdigest(), hashed.size))

    def _fill(self, archive: "_Archive", pieces: list[Piece]) -> None:
        for one in self.files:
            archive.put(f"{one.title.rpartition('（')[2].rstrip('）')}.pdf", _pieces_of(self.folder / one.name), one.digest)
        paths: dict[str, str] = {}
        for number, piece in enumerate((piece for piece in pieces if not piece.apart), 1):
            if put := _original(archive, number, piece):
                paths[piece.id] = put
        page = (pathlib.Path(sanxiang.tlog.__file__).parent / "verify.html").read_bytes()
        archive.put("核验回执.html", [page])
        told, lacking = self._receipts(pieces)
        for name, content in told:
            archive.put(f"回执/{name}.json", [content])
        archive.put("index.html", [self._index(paths, archive, [name for name, _ in told], lacking).encode()])
        archive.put("SHA256SUMS", ["".join(f"{digest}  {name}\n" for name, digest in archive.digests.items()).encode()])

    def _receipts(self, pieces: list[Piece]) -> tuple[list[tuple[str, bytes]], str]:
        """Receipts of the log: of the whole case for whoever may read all of it, else of the acts that made the pieces; and why any lacks."""
        title = f"{self.case.number} {values.case_name(self.row)}"
        try:
            if self.build.side and self.build.secret:
                return [("全案", msgspec.json.encode(receipts.of_stream(self.case.id, title)))], ""
            shown = {piece.id for piece in pieces if not piece.apart}
            return [
                (f"行为{act.version:04d}", msgspec.json.encode(receipts.of_act(self.case.id, act.version, title)))
                for act in acts_of(self.case.id)
                if act.name in _SHOWN and act.data.get("evidence" if act.name == "case.add_evidence" else "document") in shown
            ], ""
        except Refused as refused:
            return [], refused.message

    def _index(self, paths: dict[str, str], archive: "_Archive", proofs: list[str], lacking: str) -> str:
        issued = {one.id: one for one in PublicDocument.objects.filter(id__in=paths)}
        rows = [
            {
                **one,
                "path": paths.get(one["piece"].id, ""),
                "digest": archive.digests.get(paths.get(one["piece"].id, ""), ""),
                "wrong": paths.get(one["piece"].id, "") in archive.wrong,
                "issued": issued.get(one["piece"].id),
            }
            for one in self.listed
        ]
        return render_to_string(
            "casework/dossier_index.html",
            {"case": self.case, "name": values.case_name(self.row), "organ": self.organ, "rows": rows, "volumes": [
                one.title.rpartition("（")[2].rstrip("）") for one in self.files], "proofs": proofs, "lacking": lacking, "at": timezone.now()},
        )  # fmt: skip


_SHOWN = frozenset(["case.make_document", "case.issue_document", "case.add_evidence"])


def _printed(template: str, told: dict[str, Any]) -> bytes:
    return documents.pdf(documents.render(template, told))


def _original(archive: "_Archive", number: int, piece: Piece) -> str:
    """Put the original of a piece: a document as it was issued, a file of evidence as it came. Its path; empty where there is none."""
    if piece.kind == "document":
        path = f"文书/{number:03d} {_safe(piece.title)}.pdf"
        archive.put(path, [dossier_pages.of(piece)])
        return path
    if not piece.row["file"] or files.size(piece.row["file"]) is None:
        return ""
    suffix = pathlib.PurePath(piece.row["filename"]).suffix[:10]
    path = f"证据/{int(piece.row['number']):03d} {_safe(piece.row['title'])}{_safe(suffix)}"
    with files.stream(piece.row["file"]) as content:
        archive.put(path, iter(lambda: content.read(PIECE), b""), piece.row["file"])
    return path


def _safe(name: str) -> str:
    """A name that every file system takes."""
    return "".join("_" if each in '\\/:*?"<>|' or not each.isprintable() else each for each in name).strip(" ")[:60]


def _pieces_of(file: pathlib.Path) -> Iterable[bytes]:
    with file.open("rb") as content:
        while piece := content.read(PIECE):
            yield piece


class _Archive:
    """A ZIP that is written in one go, each file hashed as it passes; `wrong` names those that are not what the record says."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.digests: dict[str, str] = {}
        self.wrong: set[str] = set()

    def put(self, path: str, pieces: Iterable[bytes], expected: str = "") -> None:
        found = hashlib.sha256()
        info = zipfile.ZipInfo(path, timezone.localtime().timetuple()[:6])
        with self.archive.open(info, "w", force_zip64=True) as out:
            for piece in pieces:
                found.update(piece)
                out.write(piece)
        self.digests[path] = found.hexdigest()
        if expected and expected != found.hexdigest():
            self.wrong.add(path)


class _Hashed:
    """A file that cannot be gone back in, and its digest when all is written."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.digest, self.size = out, hashlib.sha256(), 0

    def write(self, data: bytes, /) -> int:
        self.digest.update(data)
        self.size += len(data)
        return self.out.write(data)

    def flush(self) -> None:
        self.out.flush()
