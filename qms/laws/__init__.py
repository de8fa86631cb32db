"""Legal basis: the register of legal texts, what cites them, and what a change of law asks of whom.

ISO 9001:2015, clauses 4.2, 7.5.3.2 (documented information of external origin) and 8.2.2. QĐ 19/2014/QĐ-TTg, Article 4,
gives three months from the day a change takes effect to bring it into the quality system.
"""
