#!/bin/sh
# The files that the decks beside this script take, all of one figure; into the current folder.
# conv.mp4 needs ffmpeg, conv.pptx and media.pptx need python-pptx: pip install 'conv-visualize[decks]'
set -eu
visualize="${PYTHON:-python} -m visualize --k 3 --p 1 --s 2"
$visualize -o conv.svg -o conv.gif -o conv.webp -o conv.apng -o conv.png -o conv.pdf -o conv.mp4 -o conv.pptx
$visualize --pptx media -o media.pptx
$visualize --quiz -o quiz.svg
$visualize --sheet --quiz -o exercise.pdf
