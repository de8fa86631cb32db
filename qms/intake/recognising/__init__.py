"""From blocks to what they mean: cover, tables, sections, steps. Pure functions of values.

Whatever was taken says from which block; whatever could be read in two ways is read in the likelier one with a
doubt; whatever was not understood stays in the text of the document, so that nothing is lost.
"""

from qms.intake.recognising.whole import Known, recognise

__all__ = ["Known", "recognise"]
