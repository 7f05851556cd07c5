"""Lectures: pages of words, formulas and figures, as slides, a PDF or a page of reveal.js."""
