#!/bin/sh
# Draws the pictures of the README into the current folder. PYTHON=.venv/bin/python picks the interpreter.
set -eu
figure="${PYTHON:-python3} -m visualize --k 3 --p 1 --s 2"
$figure -o conv_i5_k3_p1_s2.gif -o conv_i5_k3_p1_s2.svg
$figure --theme dark -o conv_i5_k3_p1_s2_dark.svg
here=$(cd "$(dirname "$0")" && pwd)
plain="${PYTHON:-python3} -m visualize"
numbers="$plain --i 3 --input arange --kernel arange --k 2 --p 1"
$numbers -o numbers.svg
$numbers --theme dark -o numbers_dark.svg
quiz="$plain --op max-pool --i 4 --k 2 --input random --quiz --think 4"
$quiz -o quiz.svg
$quiz --theme dark -o quiz_dark.svg
$plain lecture-stride --lang zh -o zh.svg
$plain lecture-stride --lang zh --theme dark -o zh_dark.svg
$plain --input "$here/../examples/picture.png" --kernel sobel-x -o edges.png
$plain --input "$here/../examples/picture.png" --kernel sobel-x --theme dark -o edges_dark.png
