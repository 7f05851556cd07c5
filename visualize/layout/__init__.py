"""Where everything stands: a story becomes a film."""
