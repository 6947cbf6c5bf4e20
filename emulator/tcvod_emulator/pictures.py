# SPDX-License-Identifier: MIT
"""A picture that stands for all snapshots and sprites: the emulator does not look into videos."""

from __future__ import annotations


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


def gray_jpeg() -> bytes:
    """Eight by eight pixels: one block whose only coefficients are a difference of 0 and an end."""
    one_code = bytes((1,)) + bytes(15) + bytes((0,))
    return b"".join((
        b"\xff\xd8",
        segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
        segment(0xDB, bytes((0,)) + bytes((1,)) * 64),
        segment(0xC0, bytes((8, 0, 8, 0, 8, 1, 1, 0x11, 0))),
        segment(0xC4, bytes((0x00,)) + one_code),
        segment(0xC4, bytes((0x10,)) + one_code),
        segment(0xDA, bytes((1, 1, 0, 0, 63, 0))),
        b"\x3f",
        b"\xff\xd9",
    ))


JPEG = gray_jpeg()


def web_vtt(name: str, count: int, seconds: int) -> str:
    """Which picture of a sprite belongs to which seconds of a video."""
    lines = ["WEBVTT", ""]
    for number in range(count):
        start, end = number * seconds, (number + 1) * seconds
        lines += [
            f"{stamp(start)} --> {stamp(end)}",
            f"{name}#xywh={number % 10 * 142},{number // 10 * 80},142,80", ""
        ]
    return "\n".join(lines)


def stamp(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"
