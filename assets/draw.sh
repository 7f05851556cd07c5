#!/bin/sh
# Draws the pictures of the README into the current folder. PYTHON=.venv/bin/python picks the interpreter.
set -eu
figure="${PYTHON:-python3} -m visualize --k 3 --p 1 --s 2"
$figure -o conv_i5_k3_p1_s2.gif -o conv_i5_k3_p1_s2.svg
$figure --theme dark -o conv_i5_k3_p1_s2_dark.svg
$figure --view flat -o conv_i5_k3_p1_s2_flat.svg
$figure --view flat --theme dark -o conv_i5_k3_p1_s2_flat_dark.svg
here=$(cd "$(dirname "$0")" && pwd)
plain="${PYTHON:-python3} -m visualize"
$plain --i 3 --input arange --kernel arange --k 2 --p 1 -o numbers.svg
$plain --input "$here/../examples/picture.png" --kernel sobel-x -o edges.png
