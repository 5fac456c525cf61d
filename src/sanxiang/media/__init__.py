"""What a file is, and what may be made of it: pictures, recordings, sound. Pure; hostile files are read in a process of their own.

    understand(path, name) -> Facts        type by content, length, size, codecs, sound; when, where and with what it was taken; anomalies
    look(path, folder) -> Looks            a small picture, a poster frame, the loudness over time, what a silent or black recording is
    playable(path, to) -> Copy             a copy that every browser shows: MP4 (H.264, AAC), M4A or JPEG
    cut(path, to, start, end) -> Copy      截取; obscure(path, to, areas) -> Copy: 遮挡
    with ours(): …                         files that the caller drew itself are read in its own process

Nothing here raises on a file, however broken: what is wrong with it comes back as an `Anomaly` in Chinese.
"""

from sanxiang.media.facts import READER, Anomaly, Copy, Facts, Looks
from sanxiang.media.parent import cut, look, obscure, ours, playable, understand

__all__ = ["READER", "Anomaly", "Copy", "Facts", "Looks", "cut", "look", "obscure", "ours", "playable", "understand"]
