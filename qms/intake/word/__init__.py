"""Word files (.docx) as blocks: bytes in, values out; nothing is fetched, nothing is run."""

from qms.intake.word.reading import WordText, read_word

__all__ = ["WordText", "read_word"]
