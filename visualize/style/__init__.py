"""How things look in every renderer: colours by role, fonts, borders of cells, guides."""
