"""Read and understood: who is asked to read which revision, what is new in it for them, and who has confirmed it.

ISO 9001, 7.3 (awareness) and 7.5.3 (documents are where they are needed); TT 26/2014/TT-BKHCN, Article 36 (documents are
made known to those who work by them).
"""
