"""What may come in as a file, and what a browser may show of it; what it is, its content says (`media.kinds`)."""

from sanxiang.media import kinds
from sanxiang.media.kinds import HEAD
from sanxiang.record.refusal import Invalid

__all__ = ["HEAD", "SHOWN", "sniff"]

REFUSED = ((b"MZ", " Windows 程序"), (b"\x7fELF", " Linux 程序"), (b"#!/", "脚本"))
# What a browser may show in a page; all else is only ever downloaded.
SHOWN = frozenset(
    ["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/webm", "audio/mpeg", "audio/mp4", "audio/aac", "audio/flac",
     "audio/wav", "audio/ogg"]
)  # fmt: skip


def sniff(head: bytes) -> str:
    """What a file is, by its first HEAD bytes. Raises Invalid for a program."""
    for mark, what in REFUSED:
        if head.startswith(mark):
            raise Invalid(f"不能上传{what}", fields={"file": f"文件是{what}"}, next="请上传照片、录音、录像或者文档。")
    return kinds.sniff(head)
