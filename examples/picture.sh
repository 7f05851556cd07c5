#!/bin/sh
# Writes the edges of picture.png into the current folder. PYTHON=.venv/bin/python picks the interpreter.
set -eu
picture="$(dirname "$0")/picture.png"
"${PYTHON:-python3}" -m visualize --input "$picture" --kernel sobel-x --seconds 0.06 --hold 3 -o edges.gif -o edges.png
