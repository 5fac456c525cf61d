"""What a file is by its content, never by its name."""

import codecs
import pathlib
import re

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
    (b"....ftyphe", "image/heic"),
    (b"....ftypmif1", "image/heic"),
    (b"....ftypmsf1", "image/heic"),
    (b"....ftypavif", "image/avif"),
    (b"....ftypM4A", "audio/mp4"),
    (b"....ftypqt", "video/quicktime"),
    (b"....ftyp3g", "video/3gpp"),
    (b"....ftyp", "video/mp4"),
    (b"....moov", "video/quicktime"),
    (b"....mdat", "video/quicktime"),
    (b"....wide", "video/quicktime"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
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
# The folder that an Office document has among the first entries of its archive.
OFFICE_ENTRY = re.compile(rb"PK\x03\x04.{26}(word|xl|ppt)/", re.DOTALL)
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OFFICE = {
    b"word": f"{OPEN_XML}wordprocessingml.document",
    b"xl": f"{OPEN_XML}spreadsheetml.sheet",
    b"ppt": f"{OPEN_XML}presentationml.presentation",
}
TRANSPORT_PACKET = 188
# The one reader of each type: a file is never tried with all that there are, some of which open other files or addresses (HLS, concat).
DEMUXERS = {
    "audio/wav": "wav",
    "video/x-msvideo": "avi",
    "audio/mp4": "mov",
    "video/quicktime": "mov",
    "video/3gpp": "mov",
    "video/mp4": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "video/mpeg": "mpeg",
    "video/mp2t": "mpegts",
    "video/x-ms-asf": "asf",
    "video/x-flv": "flv",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/amr": "amr",
    "audio/x-ms-wma": "asf",
    "audio/3gpp": "mov",
    "audio/webm": "matroska",
}
PICTURES = frozenset(["image/jpeg", "image/bmp", "image/png", "image/gif", "image/webp", "image/tiff", "image/heic", "image/avif"])
# What a camera writes, with EXIF in it.
OF_CAMERAS = frozenset(["image/jpeg", "image/heic", "image/tiff"])
# Endings that go with a type, where a name has one at all.
ENDINGS = {
    "image/jpeg": "jpg jpeg jpe jfif",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/tiff": "tif tiff dng",
    "image/heic": "heic heif hif",
    "image/avif": "avif",
    "audio/wav": "wav",
    "video/x-msvideo": "avi",
    "audio/mp4": "m4a mp4 m4b",
    "video/quicktime": "mov qt mp4",
    "video/3gpp": "3gp 3gpp 3g2 mp4",
    "video/mp4": "mp4 m4v mov m4a",
    "video/webm": "webm mkv",
    "video/x-matroska": "mkv mka",
    "video/mpeg": "mpg mpeg vob",
    "video/mp2t": "ts mts m2ts",
    "video/x-ms-asf": "wmv wma asf",
    "video/x-flv": "flv",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/ogg": "ogg oga opus ogv",
    "audio/flac": "flac",
    "audio/amr": "amr",
    "application/pdf": "pdf",
}
MEDIA_ENDINGS = frozenset(ending for endings in ENDINGS.values() for ending in endings.split())
HEAD = 64 * 1024  # how much of a file's beginning tells what it is


def sniff(head: bytes) -> str:
    """The type by the first HEAD bytes; `application/octet-stream` where they tell nothing."""
    found = next((kind for signature, kind in SIGNATURES if _begins(head, signature)), "")
    if found == "application/zip":
        inside = OFFICE_ENTRY.search(head)
        return OFFICE[inside[1]] if inside else found
    if found == "video/x-matroska" and b"webm" in head[:64]:
        return "video/webm"
    if not found and head[:1] == head[TRANSPORT_PACKET : TRANSPORT_PACKET + 1] == b"G" and head[2 * TRANSPORT_PACKET :][:1] in (b"G", b""):
        return "video/mp2t"
    return found or ("text/plain" if _is_text(head) else "application/octet-stream")


def misnamed(name: str, media_type: str) -> bool:
    """Whether a name says that the file is another kind of medium than it is. A name without an ending says nothing."""
    ending = pathlib.PurePath(name).suffix.lower().lstrip(".")
    known = ENDINGS.get(media_type, "").split()
    return ending in MEDIA_ENDINGS and ending not in known


def _begins(head: bytes, signature: bytes) -> bool:
    return len(head) >= len(signature) and all(wanted in (byte, ord(".")) for byte, wanted in zip(head, signature, strict=False))


def _is_text(head: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c in "\r\n\t\ufeff" for c in text)
