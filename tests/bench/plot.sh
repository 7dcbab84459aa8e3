#!/bin/sh
# plot.sh TABLE SVG - registrations a second and their p99 against the number of clients, from what
# `make bench` left in registrations.dat. Needs gnuplot.
set -eu
gnuplot <<PLOT
set terminal svg size 900,380 font "sans-serif,13" background "white"
set output "$2"
set multiplot layout 1,2
set logscale x
set xtics (1, 16, 64, 256, 1000)
set grid lc rgb "#dddddd"
set key top left
set xlabel "clients"
set style data linespoints
set pointsize 0.7
set title "registrations a second, on both nodes' disks"
set format y "%.0f"
set yrange [0:*]
plot "$1" using 1:2 title "Sinodo" lw 2 lc rgb "#1b6ca8", \
     "$1" using 1:4 title "PostgreSQL, synchronous standby" lw 2 lc rgb "#c8553d", \
     "$1" using 1:6 title "Redis + WAIT (replica not synced)" lw 2 lc rgb "#999999"
set title "p99, milliseconds"
set logscale y
set yrange [*:*]
plot "$1" using 1:3 notitle lw 2 lc rgb "#1b6ca8", \
     "$1" using 1:5 notitle lw 2 lc rgb "#c8553d", \
     "$1" using 1:7 notitle lw 2 lc rgb "#999999"
PLOT
