"""What was read of a file. Numbers are strings where a record may keep them: it holds no floats."""

import msgspec

READER = "1"  # goes up whenever the same file would be read differently; stands with what was read


class Anomaly(msgspec.Struct, frozen=True):
    """Something about the file that a person should know; `text` is a sentence in Chinese."""

    code: str
    text: str


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file tells of itself. `taken_at` is an ISO moment, without an offset where the file names none (the camera's own clock).

    width and height: pixels as shown, after turning. duration: seconds with three decimals. latitude and longitude: degrees, WGS 84.
    exif: `present`, `empty` or `broken`, of formats that cameras write.
    """

    reader: str = READER
    media_type: str = "application/octet-stream"
    duration: str = ""
    width: int = 0
    height: int = 0
    frame_rate: str = ""
    video_codec: str = ""
    audio_codec: str = ""
    pixels: str = ""
    taken_at: str = ""
    changed_at: str = ""
    latitude: str = ""
    longitude: str = ""
    orientation: int = 1
    make: str = ""
    model: str = ""
    serial: str = ""
    software: str = ""
    exif: str = ""
    anomalies: tuple[Anomaly, ...] = ()

    @property
    def family(self) -> str:
        """image, video, audio, or what else the type begins with."""
        return self.media_type.partition("/")[0]

    @property
    def readable(self) -> bool:
        return not {one.code for one in self.anomalies} & UNREADABLE


UNREADABLE = frozenset(["empty", "unreadable", "too_large", "too_slow", "crashed"])


class Looks(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a page shows of a file: files that were made (name → type), loudness 0–100 over time, likeness (dHash, 16 hex digits)."""

    made: dict[str, str] = {}
    peaks: tuple[int, ...] = ()
    likeness: str = ""
    anomalies: tuple[Anomaly, ...] = ()


class Copy(msgspec.Struct, frozen=True, omit_defaults=True):
    """A copy that was made; `media_type` is empty where it could not be, and the anomalies say why."""

    media_type: str = ""
    anomalies: tuple[Anomaly, ...] = ()
