"""How each framework reads the words of a layer: one module for each, with the source of every rule."""
