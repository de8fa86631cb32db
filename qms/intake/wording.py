"""Doubts, refusals and places in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qms.foundation.texts import _, _l
from qms.intake.doubts import Doubt, DoubtKind
from qms.intake.models import IncomingFile
from qms.intake.refusals import Refusal

DOUBTS: Mapping[DoubtKind, Any] = {
    DoubtKind.NO_CODE: _l("No code was found. Write it from the paper."),
    DoubtKind.CODE_FROM_NAME: _l("The code was taken from the name of the file: there is none on the cover."),
    DoubtKind.CODES_DIFFER: _l("The file has several codes: %(detail)s. Which is right?"),
    DoubtKind.NO_TITLE: _l("No title was found. Write it from the paper."),
    DoubtKind.TITLE_CASE: _l("The title stands in capitals on the paper. Check the capitals of names in it."),
    DoubtKind.BAD_DATE: _l("“%(detail)s” is no day of the calendar."),
    DoubtKind.NO_ISSUE: _l("The number of the issue was not found; 1 is taken if you write nothing."),
    DoubtKind.NO_STEPS: _l("No step table was found. Steps are written in the editor afterwards."),
    DoubtKind.PICTURE_FLOWCHART: _l(
        "The steps seem to be drawn in a picture, which cannot be read. Write them from the picture; the flowchart "
        "is drawn from the steps."
    ),
    DoubtKind.TWO_TABLES: _l("There is another step table. It stays in the text; is it a case of its own?"),
    DoubtKind.JOINED_TABLES: _l(
        "The steps go on in a second table, whose numbers follow. Both were read as one."
    ),
    DoubtKind.STEP_NUMBER: _l("The number “%(detail)s” does not follow the one before. Is a step missing?"),
    DoubtKind.STEP_MERGED: _l("Several rows belong to this step. Added to what is to be done: %(detail)s"),
    DoubtKind.STEP_WITHOUT_NAME: _l("The step has no name in its place; what stands in the row was taken."),
    DoubtKind.STEP_LONG_NAME: _l("The name is long; what follows was put into the instructions."),
    DoubtKind.STEP_BRANCHES: _l(
        "The text speaks of another way on. Set in the editor where the step goes, and under which condition."
    ),
    DoubtKind.NOBODY: _l("Nobody is named as responsible."),
    DoubtKind.PARTY_KIND: _l("Is “%(detail)s” a unit, a position, or somebody outside?"),
    DoubtKind.SEVERAL_PARTIES: _l("Several are named: %(detail)s. Who is responsible?"),
    DoubtKind.FORM_OR_RESULT: _l("Not in the list of forms: %(detail)s. A form, or a result?"),
    DoubtKind.TOO_MANY_STEPS: _l("There are more steps than a procedure can have; the rest was left out."),
    DoubtKind.NOT_A_TIME: _l("“%(detail)s” gives no amount of time; the words stand in the instructions."),
    DoubtKind.NO_UNIT: _l("“%(detail)s” has no unit: hours, days, working days?"),
    DoubtKind.RANGE: _l("“%(detail)s” is a span; the longer time was taken."),
    DoubtKind.SEVERAL: _l("“%(detail)s” names several times; the first one was taken."),
    DoubtKind.WITHIN_DAY: _l("“%(detail)s” was taken as one working day."),
    DoubtKind.ADDED: _l("“%(detail)s” was added up, eight hours to the day."),
    DoubtKind.CONVERTED: _l("“%(detail)s” was turned into another unit."),
    DoubtKind.MIXED_DAYS: _l(
        "“Days” among working days: a day of the calendar was taken. Are working days meant?"
    ),
    DoubtKind.WHICH_TIME: _l("“%(detail)s” was taken as the time of the law. Or is it the time promised?"),
    DoubtKind.COUNTS: _l("Not every number of originals and copies could be read."),
    DoubtKind.FEE: _l("The amount of a fee could not be read: %(detail)s"),
    DoubtKind.NO_SECTIONS: _l("No section headings were found; everything stands in the text."),
    DoubtKind.TRACKED: _l(
        "The file has tracked changes: what was inserted was taken, what was deleted was left out."
    ),
    DoubtKind.TEXT_BOX: _l("Text stands in boxes or shapes (%(detail)s). Look whether something is missing."),
    DoubtKind.PICTURE: _l("Pictures in the file (%(detail)s) do not come into the text; the original has them."),
    DoubtKind.DRAWING: _l("Drawn shapes (%(detail)s) do not come into the text; the original has them."),
    DoubtKind.NESTED_TABLE: _l("Tables stand inside tables (%(detail)s); the inner ones were read after the outer."),
    DoubtKind.TCVN3_FONT: _l("The file uses .VnTime fonts (TCVN3) and was converted. Compare some words."),
    DoubtKind.VNI_FONT: _l("The file uses VNI fonts and was converted. Compare some words."),
    DoubtKind.TCVN3_LETTERS: _l(
        "Some text looks like TCVN3 though its font does not say so; it was converted. Compare it with the original."
    ),
    DoubtKind.VNI_LETTERS: _l(
        "Some text looks like VNI though its font does not say so; it was converted. Compare it with the original."
    ),
    DoubtKind.STRANGE_WORDS: _l("These words look wrong after the conversion: %(detail)s"),
    DoubtKind.FROM_PDF: _l(
        "Read from a PDF, which keeps no tables: steps and lists must be compared with care. The Word file is better."
    ),
    DoubtKind.FROM_SCAN: _l("Read from a scan by a program: every word must be compared with the original."),
}  # fmt: skip

REFUSALS: Mapping[Refusal, Any] = {
    Refusal.WRONG_KIND: _l("This is no Word, PDF or procedure file, whatever its name says."),
    Refusal.DAMAGED: _l("The file is damaged. Open it in its program, save it anew and send it again."),
    Refusal.MACROS: _l("The file has macros. Save it as .docx without macros and send it again."),
    Refusal.PASSWORD: _l("The file is locked by a password. Save it without one and send it again."),
    Refusal.TOO_LARGE_INSIDE: _l("Unpacked, the file is too large to be read."),
    Refusal.TOO_MANY_PARTS: _l("There are too many files in this one."),
    Refusal.BAD_NAMES: _l("Names inside the file lead out of its folder. It was not opened."),
    Refusal.ENTITIES: _l("The file has declarations that no Word program writes. It was not read."),
    Refusal.TOO_DEEP: _l("Tables stand in tables too deeply to be read."),
    Refusal.NOT_RECOGNISED: _l("Nothing could be read on the scan."),
    Refusal.NO_RECOGNISER: _l(
        "This is a scan, and the program that reads scans (tesseract with Vietnamese) is not installed on the server."
    ),
    Refusal.TOO_MANY_PAGES: _l("The file has more than %(detail)s pages. Divide it."),
    Refusal.NO_CONVERTER: _l(
        "This is an old Word file (.doc), and LibreOffice is not installed on the server. Save it as .docx in Word."
    ),
    Refusal.NOT_CONVERTED: _l("This old Word file (.doc) could not be converted. Save it as .docx in Word."),
    Refusal.OVERRUN: _l("Reading took too long or too much memory and was ended."),
    Refusal.NOTHING_IN_IT: _l("There is no file in this archive."),
    Refusal.BAD_PROCEDURE_FILE: _l("The procedure file has faults: %(detail)s"),
    Refusal.FAULT: _l("The program failed on this file. The administrator finds the reason in the log."),
    Refusal.NESTED: _l("An archive inside an archive is not opened. Send it by itself."),
}


def doubt_text(doubt: Doubt) -> str:
    """A doubt as a sentence."""
    sentence = DOUBTS[doubt.kind]
    return _filled(sentence, doubt.detail)


def refusal_text(file: IncomingFile) -> str:
    """Why a file could not be read, as a sentence; empty when it could."""
    if file.refusal == Refusal.NOT_TAKEN:
        return file.detail
    return _filled(REFUSALS[Refusal(file.refusal)], file.detail) if file.refusal else ""


def _filled(sentence: Any, detail: str) -> str:
    return str(sentence).replace("%(detail)s", detail)


_PARTS = {
    "code": _l("Code"),
    "title": _l("Title"),
    "issue": _l("Issue"),
    "amendment": _l("Amendment"),
    "issued_on": _l("Issued on"),
    "effective_on": _l("In force from"),
    "steps": _l("Steps"),
    "components": _l("Papers of the dossier"),
    "fees": _l("Fees"),
    "statutory": _l("Time"),
    "committed": _l("Time"),
    "body": _l("Text"),
    "responsible": _l("Responsible"),
    "duration": _l("Time"),
    "forms": _l("Forms"),
}


def place_text(place: str) -> str:
    """Where a doubt is: "Step 3, time"; the whole file where it names no place."""
    parts = place.split("/")
    if parts[0] == "steps" and len(parts) > 1:
        step = _("Step %(number)s", number=parts[1])
        return f"{step}: {_PARTS[parts[2]]}" if len(parts) > 2 else step
    return str(_PARTS[place]) if place in _PARTS else _("The file")
