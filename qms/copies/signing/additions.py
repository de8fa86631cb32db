"""What was added to a file: nothing but signatures and what belongs to them, or something else as well.

The library's own comparison begins at a first signature and needs a form to be there already; here it must begin at the
released file, so that what was drawn on it before anybody signed is found too. Of what the released file says, only
these places may read differently: the catalogue's entries for the form and for what validates signatures, a page's list
of annotations when each new one is a field of a signature, and what the file says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

OF_SIGNATURES = {"/AcroForm", "/DSS", "/Extensions", "/Perms", "/Metadata", "/Version"}
OF_PAGES = {"/Annots"}
ABOUT_THE_FILE = {"/Metadata", "/XRef", "/ObjStm"}


def only_signatures(reader: PdfFileReader, revisions: int) -> bool:
    """Whether the file says what it said in its first ``revisions`` writings, and was signed since."""
    before = reader.get_historical_resolver(revisions - 1)
    same_start = _raw(reader.trailer, "/Root") == _raw(before.trailer_view, "/Root")
    freed = any(reader.xrefs.refs_freed_in_revision(each) for each in _later(reader, revisions))
    about_itself = _raw(before.trailer_view, "/Info")
    return (
        same_start
        and not freed
        and all(
            _may_differ(before.get_object(each), reader.get_object(each), about_itself, each)
            for each in _rewritten(reader, revisions)
        )
    )


def _later(reader: PdfFileReader, revisions: int) -> range:
    return range(revisions, reader.xrefs.total_revisions)


def _rewritten(reader: PdfFileReader, revisions: int) -> Iterator[generic.Reference]:
    """What was there already, and is written again."""
    for each in _later(reader, revisions):
        for reference in reader.xrefs.explicit_refs_in_revision(each):
            if reader.xrefs.get_introducing_revision(reference) < revisions:
                yield reference


def _may_differ(old: Any, new: Any, about_itself: Any, reference: generic.Reference) -> bool:
    """``about_itself`` is where the released file says its own title, author and days."""
    if isinstance(old, generic.ArrayObject) and isinstance(new, generic.ArrayObject):
        return old == new or _only_signatures_behind(old, new)  # a page's list of annotations apart from it
    if not (isinstance(old, generic.DictionaryObject) and isinstance(new, generic.DictionaryObject)):
        return bool(old == new)
    if isinstance(old, generic.StreamObject) or isinstance(new, generic.StreamObject):
        kinds = {_at(old, "/Type"), _at(new, "/Type")}
        return len(kinds) == 1 and kinds <= ABOUT_THE_FILE
    is_info = isinstance(about_itself, generic.IndirectObject) and about_itself.reference == reference
    return is_info or _may_entries_differ(old, new)


def _may_entries_differ(old: generic.DictionaryObject, new: generic.DictionaryObject) -> bool:
    differing = {key for key in {*old, *new} if _raw(old, key) != _raw(new, key)}
    match _at(old, "/Type"):
        case "/Catalog":
            return differing <= OF_SIGNATURES and _form_is_of_signatures(new)
        case "/Page":
            marks = _at(old, "/Annots") or (), _at(new, "/Annots") or ()
            return differing <= OF_PAGES and _only_signatures_behind(*marks)
    return not differing


def _raw(holder: Any, key: str) -> Any:
    """What stands there, a reference where it is one."""
    return holder.raw_get(key) if key in holder else None


def _at(holder: Any, key: str) -> Any:
    """What stands there, or where its reference leads."""
    return holder[key] if key in holder else None  # noqa: SIM401  # the library's get() does not follow it


def _form_is_of_signatures(catalogue: generic.DictionaryObject) -> bool:
    form = _at(catalogue, "/AcroForm") or {}
    entries = _at(form, "/Fields") or ()
    return "/XFA" not in form and all(_is_signature(entries[place]) for place in range(len(entries)))


def _only_signatures_behind(known: Any, now: Any) -> bool:
    """Whether a list goes on as it was, and what is new in it are fields of signatures."""
    first = len(known)
    same = [known.raw_get(place) for place in range(first)] == [
        now.raw_get(place) for place in range(min(first, len(now)))
    ]
    return same and all(_is_signature(now[place]) for place in range(first, len(now)))


def _is_signature(field: Any) -> bool:
    return isinstance(field, generic.DictionaryObject) and _at(field, "/FT") == "/Sig"
