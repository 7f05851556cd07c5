"""Everything that is written: phrases, captions, formulas, numbers, equations, recipes."""
