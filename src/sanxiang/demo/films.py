"""Recordings of places that do not exist: one drawn picture, a frame every ten seconds, as a body camera would have kept it."""

import io
from fractions import Fraction
from typing import Any

import av
from PIL import Image, ImageDraw

from sanxiang.demo import pictures

SIZE = 320, 214
EVERY = 10  # seconds between two frames
EXACT: Any = av.container.Flags.bitexact.value
framed: Any = av.VideoFrame.from_image


def film(scene: str, seed: int, seconds: int) -> bytes:
    """An MP4 (H.264) of this length, with a line that tells how far it has run."""
    kept, count = io.BytesIO(), seconds // EVERY
    still = Image.open(io.BytesIO(pictures.photograph(scene, seed))).convert("RGB").resize(SIZE)
    line = ImageDraw.Draw(still)
    with av.open(kept, "w", format="mp4") as container:
        container.flags |= EXACT  # a body camera writes no name of a converter
        stream = container.add_stream("libx264", rate=Fraction(1, EVERY), options={"preset": "ultrafast", "crf": "40"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for frame in range(count):
            line.rectangle((4, 4, 4 + 312 * frame // count, 8), fill=(176, 44, 40))
            container.mux(stream.encode(framed(still)))
        container.mux(stream.encode(None))
    return kept.getvalue()
