#!/bin/sh
# Writes the lecture's own four layers, its stack of layers and its formula into the current folder.
# PYTHON=.venv/bin/python picks the interpreter.
set -eu
visualize="${PYTHON:-python3} -m visualize"
for name in lecture-padding lecture-padding-5x3 lecture-stride lecture-stride-3x4; do
    $visualize "$name" --lang zh --convention both -o "$name.svg"
done
$visualize stack --i 32 --layers "5 5 5 5 5 5 5"
$visualize stack --i 224 --layers 5 --until 4 --json > layers.json
$visualize stack --i 9 --layers "3 3 3" -o stack.svg
$visualize --i 8 --k 3 --p 1 --color-by uses --view flat -o uses.svg
$visualize formula --i 8 --k 3 --p 1 --s 2 --convention both -o formula.svg
