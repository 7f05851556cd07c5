#!/bin/sh
# Writes the lecture's pair into the current folder. PYTHON=.venv/bin/python picks the interpreter.
set -eu
"${PYTHON:-python3}" -m visualize --k 3 --p 1 --s 1 --seconds 0.5 --hold 2 -o padding.svg -o padding.gif
"${PYTHON:-python3}" -m visualize --k 3 --p 0 --s 2 --seconds 0.5 --hold 2 -o stride.svg -o stride.gif
