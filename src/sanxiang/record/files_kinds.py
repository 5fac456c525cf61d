"""What a file is, by its content: its name says nothing that anybody should rely on."""

import codecs
import re

from sanxiang.record.refusal import Invalid

HEAD = 64 * 1024  # how much of a file's beginning tells what it is

# What a file begins with → what it is. A dot stands for a byte of any kind.
SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM....\0\0\0\0", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"RIFF....WEBP", "image/webp"),
    (b"RIFF....WAVE", "audio/wav"),
    (b"RIFF....AVI ", "video/x-msvideo"),
    (b"....ftyphei", "image/heic"),
    (b"....ftyphev", "image/heic"),
    (b"....ftypmif1", "image/heif"),
    (b"....ftypavif", "image/avif"),
    (b"....ftypM4A", "audio/mp4"),
    (b"....ftypqt", "video/quicktime"),
    (b"....ftyp3g", "video/3gpp"),
    (b"....ftyp", "video/mp4"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
    (b"FLV\x01", "video/x-flv"),
    (b"\0\0\x01\xba", "video/mpeg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"fLaC", "audio/flac"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
REFUSED = ((b"MZ", "Windows 程序"), (b"\x7fELF", "Linux 程序"), (b"#!/", "脚本"))
# The folder that an Office document has among the first entries of its archive.
OFFICE_ENTRY = re.compile(rb"PK\x03\x04.{26}(word|xl|ppt)/", re.DOTALL)
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OFFICE = {
    b"word": f"{OPEN_XML}wordprocessingml.document",
    b"xl": f"{OPEN_XML}spreadsheetml.sheet",
    b"ppt": f"{OPEN_XML}presentationml.presentation",
}
# What a browser may show in a page; all else is only ever downloaded.
SHOWN = frozenset(["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/webm", "audio/mpeg", "audio/wav", "audio/ogg"])
TRANSPORT_PACKET = 188


def sniff(head: bytes) -> str:
    """What a file is, by its first HEAD bytes. Raises Invalid for a program."""
    for mark, what in REFUSED:
        if head.startswith(mark):
            raise Invalid(f"不能上传{what}", fields={"file": f"文件是{what}"}, next="请上传照片、录音、录像或者文档。")
    found = next((kind for signature, kind in SIGNATURES if _begins(head, signature)), "")
    if found == "application/zip":
        inside = OFFICE_ENTRY.search(head)
        return OFFICE[inside[1]] if inside else found
    if found == "video/x-matroska" and b"webm" in head[:64]:
        return "video/webm"
    if not found and head[:1] == head[TRANSPORT_PACKET : TRANSPORT_PACKET + 1] == b"G" and head[2 * TRANSPORT_PACKET :][:1] in (b"G", b""):
        return "video/mp2t"
    return found or ("text/plain" if _is_text(head) else "application/octet-stream")


def _begins(head: bytes, signature: bytes) -> bool:
    return len(head) >= len(signature) and all(wanted in (byte, ord(".")) for byte, wanted in zip(head, signature, strict=False))


def _is_text(head: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c in "\r\n\t\ufeff" for c in text)
