#!/bin/sh
# Writes the published figures with numbers into the current folder. PYTHON=.venv/bin/python picks the interpreter.
set -eu
figure="${PYTHON:-python3} -m visualize"

# Dive into Deep Learning (d2l.ai), chapters 7 and 14: stills that light the steps that the book lights.
# The transposed convolutions also by output cells, animated.
$figure --theme d2l --i 3 --k 2 --input arange --kernel arange --show 0 -o d2l_correlation.svg
$figure --theme d2l --i 3 --k 2 --p 1 --input arange --kernel arange --show 0 -o d2l_padding.svg
$figure --theme d2l --i 3 --k 2 --p 1 --s 3,2 --input arange --kernel arange --show 1,2 -o d2l_stride.svg
$figure --theme d2l --op max-pool --i 3 --k 2 --s 1 --input arange --show 0 -o d2l_pooling.svg
transposed="$figure --theme d2l --transposed --i 2 --k 2 --input arange --kernel arange"
$transposed --reading scatter --show 0 -o d2l_transposed.svg
$transposed -o d2l_transposed_gather.svg
$transposed --s 2 --reading scatter --show 0 -o d2l_transposed_stride.svg
$transposed --s 2 -o d2l_transposed_stride_gather.svg

# Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (arXiv 1603.07285), chapter 1.
input="3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1"
kernel="0 1 2; 2 2 0; 0 1 2"
$figure --theme dumoulin --input "$input" --kernel "$kernel" -o dumoulin_convolution.svg
$figure --theme dumoulin --input "$input" --kernel "$kernel" --p 1 --s 2 -o dumoulin_strided.svg
$figure --theme dumoulin --op max-pool --k 3 --s 1 --input "$input" -o dumoulin_max.svg
$figure --theme dumoulin --op avg-pool --k 3 --s 1 --input "$input" -o dumoulin_average.svg
