"""Whether a file is the figure that its recipe draws, and whether its numbers are right."""
