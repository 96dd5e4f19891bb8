#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits the constants of core/deploy/kernelcost.cpp (cortexM) to cortex_m7_counts.csv: least squares of relative errors.

The clamp and the wide variant depend on weights that a search does not know yet; they are fitted so that they do not
spoil the other constants, and left out of the model.
"""
import csv
import pathlib


def ceil(a, b):
    return -(-a // b)


def solve(matrix, right):
    rows = [row[:] + [value] for row, value in zip(matrix, right)]
    n = len(right)
    for c in range(n):
        pivot = max(range(c, n), key=lambda r: abs(rows[r][c]))
        rows[c], rows[pivot] = rows[pivot], rows[c]
        for r in range(n):
            if r != c:
                factor = rows[r][c] / rows[c][c]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[c])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def fit(names, samples):
    n = len(names)
    normal = [[sum(x[i] * x[j] / y**2 for x, y in samples) for j in range(n)] for i in range(n)]
    right = [sum(x[i] / y for x, y in samples) for i in range(n)]
    constants = solve(normal, right)
    errors = [abs(sum(a * b for a, b in zip(x, constants)) / y - 1) for x, y in samples]
    for name, value in zip(names, constants):
        print(f"  {name:32} {value:9.2f}")
    print(f"  mean error {100 * sum(errors) / len(errors):.2f} %, "
          f"worst {100 * max(errors):.1f} %\n")


conv, linear = [], []
with open(pathlib.Path(__file__).with_name("cortex_m7_counts.csv"), encoding="ascii") as file:
    for row in csv.DictReader(line for line in file if not line.startswith("#")):
        ci, co, t, k, d, s, clamp, wide, count = (int(v) for v in list(row.values())[1:])
        if k == 0:
            fours, left = ((co + 1) // 4, 0) if co % 4 == 3 else (co // 4, co % 4)
            linear.append(([ceil(ci, 16) * fours, ceil(ci, 8) * left, ceil(ci, 16) * (fours > 0), fours, left, 1], count))
            continue
        t_out = ceil(t, s)
        one = ci == 1 and k > 1
        taps, pairs = (ceil(k, 2), 1) if one else (k, ceil(ci, 2))
        block = ceil(t_out, 4) * ceil(co, 2)
        step = block * taps * pairs
        runs = min(taps, pairs) if s == 1 else pairs
        conv.append(([step, step * (s > 1), block * runs, block, t * ceil(ci, 4), ceil(co, 2), 1, clamp * t_out * co,
                      wide * step], count))
print("convolutions")
fit(["step", "step, stride > 1: more", "run", "block of 2 channels x 4 steps", "input sample x 4 channels",
     "channel pair", "layer", "clamped output", "wide step"], conv)
print("linear layers")
fit(["16 inputs x 4 outputs", "8 inputs x output left over", "16 inputs", "4 outputs", "output left over", "layer"],
    linear)
