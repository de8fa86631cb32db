"""What a camera writes into a photo besides the picture (place, device, owner, preview) is left out.

The picture itself is not touched: no pixel is computed anew, so a photo stays the evidence that it is. The one
thing that is kept is how the camera was held, or the picture would lie on its side. A file whose parts cannot be
told apart stays as it is. (What an auditor's phone makes smaller, it makes smaller before it is sent:
static/js/audits/smaller.js.)
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from qms.kernel.filetypes import JPEG, PNG, WEBP, FileType

UPRIGHT = 1
_ORIENTATION = 0x0112
_EXIF = b"Exif\x00\x00"


class _Unreadable(Exception):
    """The file is not built as its kind says."""


def without_traces(content: bytes, kind: FileType) -> bytes:
    """The same picture without what the camera or a program noted about it."""
    cleaners = {JPEG: _jpeg, PNG: _png, WEBP: _webp}
    if kind not in cleaners:
        return content
    try:
        return b"".join(cleaners[kind](content))
    except (_Unreadable, struct.error, IndexError):
        return content


def orientation_of(exif: bytes) -> int:
    """How the camera was held, 1 to 8, from what stands in an Exif part; upright when it does not say."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 8:
        return UPRIGHT
    at = struct.unpack_from(f"{order}I", exif, 4)[0]
    if at + 2 > len(exif):
        return UPRIGHT
    for number in range(struct.unpack_from(f"{order}H", exif, at)[0]):
        entry = at + 2 + 12 * number
        if entry + 12 > len(exif):
            break
        tag, _type, _count, value = struct.unpack_from(f"{order}HHIH", exif, entry)
        if tag == _ORIENTATION:
            return value if 1 <= value <= 8 else UPRIGHT
    return UPRIGHT


def _orientation_alone(orientation: int) -> bytes:
    """An Exif part that says nothing but how the camera was held."""
    return b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)


# --- JPEG: markers with a length each, then the picture, then an end ------------------------------------------

_APPS = range(0xE0, 0xF0)
_KEPT_APPS = {0xE0, 0xEE}  # JFIF, and Adobe's word on the colours
_COLOUR_PROFILE = (0xE2, b"ICC_PROFILE\x00")
_COMMENT, _SCAN, _END = 0xFE, 0xDA, 0xD9
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Everything up to the end of the first picture; cameras hang previews and films behind it."""
    parts = list(_segments(content))
    exif = next((body for marker, body, _whole in parts if marker == 0xE1 and body.startswith(_EXIF)), b"")
    yield b"\xff\xd8"
    orientation = orientation_of(exif[len(_EXIF) :])
    said = _EXIF + _orientation_alone(orientation)
    turned = b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said if orientation != UPRIGHT else b""
    for number, (marker, body, whole) in enumerate(parts):
        if number == (1 if parts[0][0] == 0xE0 else 0):
            yield turned  # behind JFIF, which wants to be the first
        if not _is_trace(marker, body):
            yield whole


def _is_trace(marker: int, body: bytes) -> bool:
    if marker == _COLOUR_PROFILE[0]:
        return not body.startswith(_COLOUR_PROFILE[1])
    is_preview = body.startswith(b"JFXX")
    return marker == _COMMENT or is_preview or (marker in _APPS and marker not in _KEPT_APPS)


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, what stands in it, and the whole piece of the file; a scan comes with its picture."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise _Unreadable
        while content[at + 1] == 0xFF:  # filling
            at += 1
        marker = content[at + 1]
        if marker == _END:
            yield marker, b"", content[at : at + 2]
            return
        end = at + 2
        if marker not in _ALONE:
            length = struct.unpack_from(">H", content, at + 2)[0]
            end += length
            if length < 2 or end > len(content):
                raise _Unreadable
        body = content[at + 4 : end]
        if marker == _SCAN:
            end = _end_of_scan(content, end)
        yield marker, body, content[at:end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands; within the picture FF is followed by 00 or by a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise _Unreadable
        if content[at + 1] != 0 and content[at + 1] not in _ALONE:
            return at
        at += 2


# --- PNG: chunks with a length, a name and a check sum --------------------------------------------------------

_PNG_TRACES = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}


def _png(content: bytes) -> Iterator[bytes]:
    yield content[:8]
    at, name = 8, b""
    while name != b"IEND":
        length = struct.unpack_from(">I", content, at)[0]
        name, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise _Unreadable
        if name not in _PNG_TRACES:
            yield content[at:end]
        elif name == b"eXIf" and (turned := orientation_of(content[at + 8 : end - 4])) != UPRIGHT:
            yield _chunk(name, _orientation_alone(turned))
        at = end


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


# --- WebP: chunks of RIFF; a head says which of them there are ------------------------------------------------

_SAYS_EXIF, _SAYS_XMP = 0x08, 0x04


def _webp(content: bytes) -> Iterator[bytes]:
    size = struct.unpack_from("<I", content, 4)[0]
    if size + 8 > len(content):
        raise _Unreadable
    kept = list(_webp_chunks(content, size + 8))
    turned = any(chunk[:4] == b"EXIF" for chunk in kept)
    body = b"".join(_head_of_webp(chunk, turned) if chunk[:4] == b"VP8X" else chunk for chunk in kept)
    yield b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP"
    yield body


def _webp_chunks(content: bytes, end: int) -> Iterator[bytes]:
    at = 12
    while at + 8 <= end:
        length = struct.unpack_from("<I", content, at + 4)[0]
        after = at + 8 + length + length % 2
        if at + 8 + length > end:
            raise _Unreadable
        name = content[at : at + 4]
        if name == b"EXIF":
            orientation = orientation_of(content[at + 8 : at + 8 + length].removeprefix(_EXIF))
            if orientation != UPRIGHT:
                said = _orientation_alone(orientation)
                yield name + struct.pack("<I", len(said)) + said
        elif name != b"XMP ":
            yield content[at:after]
        at = after


def _head_of_webp(chunk: bytes, turned: bool) -> bytes:
    flags = chunk[8] & ~(_SAYS_EXIF | _SAYS_XMP) | (_SAYS_EXIF if turned else 0)
    return chunk[:8] + bytes([flags]) + chunk[9:]
