# SPDX-License-Identifier: MIT
"""Writes a small playable video: an uncompressed AVI of a ball that crosses the picture."""

import struct
import sys

WIDTH, HEIGHT, FRAMES, FRAMES_PER_SECOND = 160, 120, 48, 24


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def picture(number: int) -> bytes:
    centre_x, centre_y = number * WIDTH // FRAMES, HEIGHT // 2
    rows = []
    for y in range(HEIGHT):
        row = bytearray(b"\x60\x30\x10" * WIDTH)
        for x in range(max(0, centre_x - 12), min(WIDTH, centre_x + 12)):
            if (x - centre_x) ** 2 + (y - centre_y) ** 2 < 144:
                row[3 * x : 3 * x + 3] = b"\x40\xd0\xff"
        rows.append(bytes(row))
    return b"".join(rows)


def video() -> bytes:
    frame_bytes = WIDTH * HEIGHT * 3
    main_header = struct.pack(
        "<14I", 1000000 // FRAMES_PER_SECOND, frame_bytes * FRAMES_PER_SECOND, 0, 0x10, FRAMES,
        0, 1, frame_bytes, WIDTH, HEIGHT, 0, 0, 0, 0)
    stream_header = b"vidsDIB " + struct.pack(
        "<IHHIIIIIIII4H", 0, 0, 0, 0, 1, FRAMES_PER_SECOND, 0, FRAMES, frame_bytes, 0xFFFFFFFF, 0,
        0, 0, WIDTH, HEIGHT)
    stream_format = struct.pack("<IiiHHIIiiII", 40, WIDTH, HEIGHT, 1, 24, 0, frame_bytes, 0, 0, 0, 0)
    stream = chunk(b"LIST", b"strl" + chunk(b"strh", stream_header) + chunk(b"strf", stream_format))
    header = chunk(b"LIST", b"hdrl" + chunk(b"avih", main_header) + stream)
    movie, index, offset = [], [], 4
    for number in range(FRAMES):
        frame = chunk(b"00db", picture(number))
        movie.append(frame)
        index.append(b"00db" + struct.pack("<III", 0x10, offset, frame_bytes))
        offset += len(frame)
    body = header + chunk(b"LIST", b"movi" + b"".join(movie)) + chunk(b"idx1", b"".join(index))
    return chunk(b"RIFF", b"AVI " + body)


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as output:
        output.write(video())
