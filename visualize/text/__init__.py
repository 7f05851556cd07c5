"""All texts of a figure: phrases, captions, formulas, numbers, equations, recipes."""
