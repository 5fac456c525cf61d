"""Pictures of places that do not exist: what the demonstration's officers photographed, drawn in rectangles, with what a camera writes beside."""

import datetime
import io
import random

from PIL import ExifTags, Image

Colour = tuple[int, int, int]
Block = tuple[int, int, int, int, Colour]  # left, top, right, bottom

WIDTH, HEIGHT, HORIZON = 640, 427, 250
BRICK, GLASS, PAVING, KERB = (168, 120, 96), (96, 124, 148), (176, 172, 164), (208, 206, 200)
WOOD, STEEL, RED, WHITE, SOIL, GREEN = (146, 108, 66), (120, 128, 136), (176, 44, 40), (236, 234, 228), (122, 92, 62), (88, 122, 74)

# What stands before the houses, by the word of the offence.
SCENES: dict[str, list[Block]] = {
    "road": [(80 + 180 * i, 210 + 50 * j, 220 + 180 * i, 222 + 50 * j, WOOD) for i in range(3) for j in range(4)]
    + [(90 + 180 * i + 32 * k, 184 + 50 * j, 112 + 180 * i + 32 * k, 210 + 50 * j, RED if (i + k) % 2 else GREEN)
       for i in range(3) for j in range(3) for k in range(4)],
    "advert": [(120, 40, 520, 170, RED), (140, 58, 500, 152, WHITE), (180, 84, 460, 126, RED), (160, 170, 176, 250, STEEL), (464, 170, 480, 250, STEEL)],
    "spill": [(60, 170, 360, 260, SOIL), (360, 196, 450, 276, RED), (396, 206, 440, 238, GLASS), (90, 260, 450, 280, STEEL)]
    + [(470 + 24 * i, 330 + 9 * (i % 4), 500 + 24 * i, 342 + 9 * (i % 4), SOIL) for i in range(6)],
    "kitchen": [(0, 0, 640, 250, WHITE), (0, 120, 640, 130, STEEL)] + [(70 + 140 * i, 230, 170 + 140 * i, 360, GREEN) for i in range(4)]
    + [(64 + 140 * i, 220, 176 + 140 * i, 236, STEEL) for i in range(4)],
    "permit": [(0, 270, 640, 427, SOIL)] + [(60 + 130 * i, 110, 76 + 130 * i, 290, STEEL) for i in range(5)]
    + [(60, 110 + 60 * j, 596, 120 + 60 * j, STEEL) for j in range(3)],
    "safety": [(120, 30, 520, 300, PAVING)] + [(120, 60 + 48 * j, 520, 66 + 48 * j, STEEL) for j in range(5)]
    + [(118 + 80 * i, 30, 124 + 80 * i, 300, STEEL) for i in range(6)] + [(40, 310, 600, 350, SOIL)],
}  # fmt: skip


CAMERA = ("Anzhi", "DSJ-V9", "AZ-2025-0117")  # of no maker that exists
CITY = (41.1230, 121.3500)  # where no such city lies


def photograph(scene: str, seed: int, taken: datetime.datetime | None = None, near: bool = False) -> bytes:
    """A picture of a scene as a camera's JPEG, taken then, from afar or near; the seed varies light, houses and, a little, the place. Bytes."""
    chance = random.Random(seed)
    light = chance.uniform(0.82, 1.06)
    rows = [bytearray(bytes(_tone(_ground(y), light)) * WIDTH) for y in range(HEIGHT)]
    for block in [*_houses(chance), *SCENES[scene]]:
        _paint(rows, block, light)
    picture, out = Image.frombytes("RGB", (WIDTH, HEIGHT), b"".join(rows)), io.BytesIO()
    if near:
        picture = picture.crop((WIDTH // 4, HEIGHT // 3, WIDTH * 3 // 4, HEIGHT * 5 // 6)).resize((WIDTH, HEIGHT))
    picture.save(out, "JPEG", quality=88, exif=_told(taken, chance).tobytes() if taken else b"")
    return out.getvalue()


def _told(taken: datetime.datetime, chance: random.Random) -> Image.Exif:
    """When, where and with what it was taken (EXIF 2.31)."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = CAMERA[:2]
    exif[ExifTags.Base.DateTime] = f"{taken:%Y:%m:%d %H:%M:%S}"
    inner, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    inner[ExifTags.Base.DateTimeOriginal] = f"{taken:%Y:%m:%d %H:%M:%S}"
    inner[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
    inner[ExifTags.Base.BodySerialNumber] = CAMERA[2]
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
    gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLongitude] = (_degrees(each + chance.uniform(-0.002, 0.002)) for each in CITY)
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = (value - int(value)) * 60
    return float(int(value)), float(int(minutes)), round((minutes - int(minutes)) * 60, 2)


def _ground(y: int) -> Colour:
    """Sky above the horizon, growing paler; kerb and paving below it, growing darker."""
    if y < HORIZON:
        return (150 + y // 4, 178 + y // 6, 206 + y // 12)
    if y < HORIZON + 8:
        return KERB
    return (PAVING[0] - (y - HORIZON) // 6, PAVING[1] - (y - HORIZON) // 6, PAVING[2] - (y - HORIZON) // 6)


def _houses(chance: random.Random) -> list[Block]:
    found: list[Block] = []
    left = 0
    while left < WIDTH:
        right, top = left + chance.randrange(90, 170), chance.randrange(30, 120)
        tint = chance.randrange(-20, 20)
        found.append((left, top, right, HORIZON, (BRICK[0] + tint, BRICK[1] + tint, BRICK[2] + tint)))
        found += [(x, y, x + 14, y + 20, GLASS) for x in range(left + 12, right - 18, 28) for y in range(top + 14, HORIZON - 30, 36)]
        left = right
    return found


def _paint(rows: list[bytearray], block: Block, light: float) -> None:
    left, top, right, bottom, colour = block
    left, right = max(left, 0), min(right, WIDTH)
    strip = bytes(_tone(colour, light)) * (right - left)
    for y in range(max(top, 0), min(bottom, HEIGHT)):
        rows[y][3 * left : 3 * right] = strip


def _tone(colour: Colour, light: float) -> Colour:
    red, green, blue = (min(255, max(0, round(part * light))) for part in colour)
    return red, green, blue
