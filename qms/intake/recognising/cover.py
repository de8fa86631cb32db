"""The cover and the head of the pages: code, title, issue, dates, and who wrote, reviewed and approved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from qms.intake.blocks import Block, Paragraph, Row, Table, Where, own_cells
from qms.intake.doubts import Doubt, DoubtKind
from qms.intake.reading import Cover, Signer, Source
from qms.intake.recognising.words import day_in, number_in
from qms.kernel.codes import is_code
from qms.kernel.text import clean_line, codes, fold

# What a label is called, by the field that it fills; longer words before shorter.
_LABELS = {
    "code": r"ma so|ma hieu|ma tai lieu|ma quy trinh|so hieu|ky hieu|ma:",
    "both": r"lan (?:ban hanh|bh)\s*/\s*(?:lan )?(?:sua doi|sd)",
    "issue": r"lan ban hanh|lan bh",
    "amendment": r"lan sua doi|lan sd",
    "issued_on": r"ngay ban hanh|ban hanh ngay|ngay bh",
    "effective_on": r"ngay (?:co )?hieu luc|hieu luc tu ngay|hieu luc tu|co hieu luc",
    "page": r"(?:so )?trang(?: so)?",
}
_LABEL = re.compile("|".join(rf"(?P<{name}>\b(?:{words}))" for name, words in _LABELS.items()))
_ROLES = (
    (r"(?:nguoi )?(?:soan thao|bien soan|nguoi soan|nguoi viet|nguoi lap)", "soạn thảo"),
    (r"(?:nguoi )?(?:soat xet|xem xet|kiem tra|tham xet)", "soát xét"),
    (r"(?:nguoi )?(?:phe duyet|duyet|ban hanh)", "phê duyệt"),
)
_KINDS = (
    (r"quy trinh", "procedure"),
    (r"huong dan", "instruction"),
    (r"quy dinh", "regulation"),
    (r"chinh sach chat luong", "quality_policy"),
    (r"muc tieu chat luong", "objectives"),
    (r"(?:so tay|mo hinh)", "system_model"),
)
_NO_TITLE = re.compile(
    r"cong hoa xa hoi|doc lap|ban hanh kem|so:|he thong quan ly chat luong|tieu chuan|tcvn|iso 9001"
)
_AGENCY = re.compile(r"^(?:so|ubnd|uy ban|bo|cuc|chi cuc|tong cuc|trung tam|van phong|ban quan ly|phong)\b")
MOST_TITLE = 300


@dataclass
class CoverRead:
    cover: Cover = Cover()
    doubts: list[Doubt] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    used: set[int] = field(default_factory=set)  # numbers of the blocks that said something


@dataclass(frozen=True)
class _Line:
    """One line of the cover, and what stands in the cell to its right."""

    text: str
    beside: str
    block: int
    row: int
    in_header: bool


def cover_in(blocks: Sequence[Block], name: str = "") -> CoverRead:
    """What stands before the first section, and in the head of the pages; ``name`` is the file's."""
    found = CoverRead()
    lines = list(_lines(blocks))
    values = _labelled(lines, found)
    title, kind = _title(lines, found)
    cover = Cover(type=kind, agency=_agency(lines), title=title, signers=_signers(blocks, found))
    cover = _with_numbers(cover, values, found)
    found.cover = _with_code(cover, values, name, found)
    if not title:
        found.doubts.append(Doubt(DoubtKind.NO_TITLE, "title"))
    return found


# --- Lines ------------------------------------------------------------------------------------------------


def _lines(blocks: Sequence[Block]) -> Iterator[_Line]:
    for block in blocks:
        header = block.where is Where.HEADER
        if isinstance(block, Paragraph):
            for text in block.shown.split("\n"):
                yield _Line(clean_line(text), "", block.number, 0, header)
            continue
        for number, row in enumerate(block.rows, 1):
            yield from _lines_of_row(row, block.number, number, header)


def _lines_of_row(row: Row, block: int, number: int, header: bool) -> Iterator[_Line]:
    cells = [cell for cell in own_cells(row) if not cell.down]
    for place, cell in enumerate(cells):
        beside = clean_line(cells[place + 1].text) if place + 1 < len(cells) else ""
        texts = [clean_line(text) for text in cell.text.split("\n")]
        for text in texts:
            yield _Line(text, beside if len(texts) == 1 else "", block, number, header)


def _labelled(lines: Sequence[_Line], found: CoverRead) -> dict[str, list[tuple[str, _Line]]]:
    """The values behind labels, all that there are, in order."""
    values: dict[str, list[tuple[str, _Line]]] = {}
    for line in lines:
        marks = list(_LABEL.finditer(fold(line.text)))
        if not marks or len(line.text) > 200:
            continue
        for place, mark in enumerate(marks):
            end = marks[place + 1].start() if place + 1 < len(marks) else len(line.text)
            raw = line.text[mark.end() : end]
            if mark.start() and not re.search(r"[\s:;|,.(–-]$", line.text[: mark.start()]):
                continue
            value = clean_line(raw).strip(" :.;,–|-")
            is_last = place + 1 == len(marks)
            value = value or (line.beside if is_last and not _LABEL.match(fold(line.beside)) else "")
            kind = mark.lastgroup or ""
            if value and kind != "page":
                values.setdefault(kind, []).append((value, line))
                found.used.add(line.block)
    return values


# --- Numbers and dates ------------------------------------------------------------------------------------


def _with_numbers(cover: Cover, values: dict[str, list[tuple[str, _Line]]], found: CoverRead) -> Cover:
    def first(kind: str) -> tuple[str, _Line] | None:
        return next(iter(values.get(kind, ())), None)

    issue = first("issue") or first("both")
    amendment = first("amendment")
    if issue:
        both = re.match(r"\s*(\d{1,3})\s*[/.-]\s*(\d{1,3})(?!\d|[/.-])", issue[0])
        cover = replace(cover, issue=number_in(issue[0]))
        found.sources.append(Source("issue", issue[1].block, issue[1].row))
        if both:
            cover = replace(cover, issue=int(both[1]), amendment=int(both[2]))
    if amendment:
        cover = replace(cover, amendment=number_in(amendment[0]))
        found.sources.append(Source("amendment", amendment[1].block, amendment[1].row))
    if cover.issue is None:
        found.doubts.append(Doubt(DoubtKind.NO_ISSUE, "issue"))
    return replace(
        cover,
        issued_on=_day("issued_on", first("issued_on"), found),
        effective_on=_day("effective_on", first("effective_on"), found),
    )


def _day(kind: str, said: tuple[str, _Line] | None, found: CoverRead) -> str:
    """A labelled day as yyyy-mm-dd; empty where there is none."""
    if said is None:
        return ""
    value, line = said
    day = day_in(value)
    found.sources.append(Source(kind, line.block, line.row))
    if day is None and re.search(r"\d", value):
        found.doubts.append(Doubt(DoubtKind.BAD_DATE, kind, value[:80], line.block, line.row))
    return day.isoformat() if day else ""


def _with_code(
    cover: Cover, values: dict[str, list[tuple[str, _Line]]], name: str, found: CoverRead
) -> Cover:
    said: dict[str, _Line] = {}
    for value, line in values.get("code", ()):
        code = clean_line(re.split(r"\s{2,}|[|;,]", value)[0])
        if is_code(code) and re.search(r"\d", code):
            said.setdefault(code, line)
    if said:
        code, line = next(iter(said.items()))
        found.sources.append(Source("code", line.block, line.row))
        if len({_bare(each) for each in said}) > 1:
            detail = ", ".join(said)
            found.doubts.append(Doubt(DoubtKind.CODES_DIFFER, "code", detail[:200], line.block, line.row))
        return replace(cover, code=code)
    guess = _code_of_name(name)
    kind = DoubtKind.CODE_FROM_NAME if guess else DoubtKind.NO_CODE
    found.doubts.append(Doubt(kind, "code", guess))
    return replace(cover, code=guess)


def _bare(code: str) -> str:
    return re.sub(r"[\s._/-]", "", fold(code))


def _code_of_name(name: str) -> str:
    """A code that begins the name of the file: "QT-01 Kiểm soát tài liệu.docx"."""
    stem = name.rpartition(".")[0]
    found = re.match(r"[^\W\d_]{2,6}[-. ]?(?:[^\W_]{1,8}[-.])*\d{1,3}(?![^\W_])", stem)
    return found[0] if found and codes(found[0]) and is_code(found[0]) else ""


# --- Title ------------------------------------------------------------------------------------------------


def _title(lines: Sequence[_Line], found: CoverRead) -> tuple[str, str]:
    """The title behind the word QUY TRÌNH, and the kind of document which that word names."""
    best: tuple[str, str, _Line] | None = None
    for place, line in enumerate(lines):
        folded = fold(line.text)
        for words, kind in _KINDS:
            begun = re.match(rf"(?:ten (?:tai lieu|quy trinh)\s*:\s*)?{words}\b\s*:?\s*", folded)
            if begun is None or len(line.text) > MOST_TITLE or _LABEL.match(folded):
                continue
            title = clean_line(line.text[begun.end() :]) or _following(lines, place)
            title = title.strip(' :–-"“”')
            if title and (best is None or (best[2].in_header and not line.in_header)):
                best = (title, kind, line)
    if best is None:
        return _named_title(lines, found)
    title, kind, line = best
    found.sources.append(Source("title", line.block, line.row))
    found.used.add(line.block)
    return _in_sentence_case(title, lines, found, line), kind


def _named_title(lines: Sequence[_Line], found: CoverRead) -> tuple[str, str]:
    """The title behind a label: "Tên quy trình: …"."""
    for line in lines:
        said = re.match(r"ten (?:tai lieu|quy trinh|van ban)\s*:?\s*", fold(line.text))
        value = clean_line(line.text[said.end() :]) or line.beside if said else ""
        if value:
            found.sources.append(Source("title", line.block, line.row))
            return value, "procedure"
    return "", "procedure"


def _following(lines: Sequence[_Line], place: int) -> str:
    """The lines after the word QUY TRÌNH that go on with the title."""
    parts: list[str] = []
    for line in lines[place + 1 : place + 5]:
        folded = fold(line.text)
        stops = _LABEL.search(folded) or _NO_TITLE.search(folded) or _role(line.text)
        if not line.text or stops or (parts and line.text.isupper() != parts[0].isupper()):
            break
        if line.block != lines[place].block and line.row != lines[place].row and parts:
            break
        parts.append(line.text)
    return clean_line(" ".join(parts))


def _in_sentence_case(title: str, lines: Sequence[_Line], found: CoverRead, line: _Line) -> str:
    """A title in capitals as it would be written in a sentence; from elsewhere in the head where it stands so."""
    if not title.isupper():
        return title
    for other in lines:
        at = fold(other.text).find(fold(title))
        written = other.text[at : at + len(title)] if at >= 0 else ""
        if written and not written.isupper():
            return written[0].upper() + written[1:]
    found.doubts.append(Doubt(DoubtKind.TITLE_CASE, "title", title[:200], line.block, line.row))
    return title[0] + title[1:].lower()


def _agency(lines: Sequence[_Line]) -> str:
    """The line of the cover that names an agency."""
    for line in lines[:30]:
        if (
            _AGENCY.match(fold(line.text))
            and 2 <= len(line.text.split()) <= 14
            and not _LABEL.search(fold(line.text))
        ):
            return line.text
    return ""


# --- Signers ----------------------------------------------------------------------------------------------


def _role(text: str) -> str:
    folded = fold(clean_line(text)).strip(" .:")
    return next((role for words, role in _ROLES if re.fullmatch(words, folded)), "")


def _signers(blocks: Sequence[Block], found: CoverRead) -> tuple[Signer, ...]:
    for block in blocks:
        if isinstance(block, Table):
            signers = _signers_across(block) or _signers_down(block)
            if signers:
                found.sources.append(Source("signers", block.number))
                found.used.add(block.number)
                return signers
    return ()


def _signers_across(table: Table) -> tuple[Signer, ...]:
    """Roles as columns; names and positions in rows below, with or without labels."""
    for place, row in enumerate(table.rows):
        roles = {column: _role(cell.text) for column, cell in enumerate(row) if not cell.across}
        roles = {column: role for column, role in roles.items() if role}
        if len(roles) < 2:
            continue
        return tuple(
            _signer(role, table.rows[place + 1 :], column, min(roles)) for column, role in roles.items()
        )
    return ()


def _signer(role: str, rows: Sequence[Row], column: int, first: int) -> Signer:
    signer = Signer(role)
    for row in rows:
        if column >= len(row):
            continue
        label = fold(clean_line(row[0].text)) if first > 0 else ""
        lines = [clean_line(line) for line in row[column].lines]
        lines = [line for line in lines if not re.match(r"\(?(?:da )?ky", fold(line))]
        if not lines or re.match(r"chu ky|ky\b|ngay", label):
            continue
        if re.match(r"ho (?:va )?ten|ten", label):
            signer = replace(signer, name=lines[-1])
        elif re.match(r"chuc (?:vu|danh)", label):
            signer = replace(signer, position=lines[-1])
        else:
            signer = _with_lines(signer, lines)
    return signer


def _with_lines(signer: Signer, lines: list[str]) -> Signer:
    """A box without labels: the position stands above, the name below."""
    labelled = {
        "name": r"ho (?:va )?ten\s*:\s*",
        "position": r"chuc (?:vu|danh)\s*:\s*",
    }
    for line in lines:
        for part, words in labelled.items():
            said = re.match(words, fold(line))
            if said:
                signer = replace(signer, **{part: line[said.end() :].strip()})
    if signer.name or signer.position:
        return signer if len(lines) < 2 or signer.name else replace(signer, name=lines[-1])
    if len(lines) == 1:
        return replace(signer, name=lines[0])
    return replace(signer, position=lines[0], name=lines[-1])


def _signers_down(table: Table) -> tuple[Signer, ...]:
    """Roles as rows, with columns for name and position."""
    for place, row in enumerate(table.rows):
        heads = [fold(clean_line(cell.text)) for cell in row]
        name = next((n for n, head in enumerate(heads) if re.match(r"ho (?:va )?ten", head)), None)
        position = next((n for n, head in enumerate(heads) if re.match(r"chuc (?:vu|danh)", head)), None)
        if name is None:
            continue
        signers = [
            Signer(
                _role(each[0].text),
                clean_line(each[name].text) if name < len(each) else "",
                clean_line(each[position].text) if position is not None and position < len(each) else "",
            )
            for each in table.rows[place + 1 :]
            if each and _role(each[0].text)
        ]
        if signers:
            return tuple(signers)
    return ()
