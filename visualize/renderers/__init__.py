"""Film and theme to marks: index images, SVG, matplotlib artists, slides."""
