"""Models of PyTorch as one chain of layers: their tables, figures and decks."""
