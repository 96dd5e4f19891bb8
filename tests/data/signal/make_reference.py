#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes reference.txt beside this file: what numpy and scipy make of the same signals. One row is a name and numbers.

Needs numpy and scipy. The tests read the file, so neither is needed to run them.
"""
import pathlib

import numpy as np
from scipy import fft, interpolate, signal

rows = []


def row(name, values, digits="%.8g"):
    rows.append(" ".join([name] + [digits % value for value in np.asarray(values).ravel()]))


class Noise:
    """The generator that the tests have too: top 24 bits of a 64-bit congruential generator, -1 .. 1."""

    def __init__(self):
        self.state = 1

    def draw(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 40) / 2**23 - 1


def filters():
    noise = Noise()
    x = np.array([3 + 0.02 * t + np.sin(0.3 * t) + noise.draw() for t in range(160)]).astype(np.float32)
    row("input", x, "%.9g")
    x = x.astype(np.float64)
    row("constant", signal.detrend(x, type="constant"))
    row("linear", signal.detrend(x, type="linear"))
    cases = [(kind, order, low, high, 100) for kind, low, high in
             [("lowpass", 0, 12), ("highpass", 7.5, 0), ("bandpass", 5, 20)] for order in range(1, 6)]
    cases += [("lowpass", 1, 0, 1, 100), ("highpass", 1, 1, 0, 100), ("bandpass", 4, 0.4, 4, 125)]
    # A band so wide that the two poles of order 1 are real.
    cases += [("bandpass", 1, 0.5, 40, 100)]
    for kind, order, low, high, rate in cases:
        corners = {"lowpass": high, "highpass": low, "bandpass": [low, high]}[kind]
        sos = signal.butter(order, corners, kind, fs=rate, output="sos")
        name = "%s/%d/%g/%g/%g" % (kind, order, low, high, rate)
        row(name + "/impulse", signal.sosfilt(sos, np.eye(1, 40)[0]), "%.7g")
        row(name + "/once", signal.sosfilt(sos, x), "%.7g")
        row(name + "/twice", signal.sosfiltfilt(sos, x), "%.7g")


def spectrum():
    noise = Noise()
    rate = 16000
    x = []
    for i in range(rate):
        t = i / rate
        x.append(0.4 * np.sin(2 * np.pi * (100 * t + 1700 * t * t)) + 0.02 * noise.draw())
    x = np.round(np.array(x) * 32768) / 32768
    row("sound", x[:8], "%.9g")
    frame, hop, length, bands = 480, 160, 512, 40
    window = np.array([0.5 - 0.5 * np.cos(2 * np.pi * i / frame) for i in range(frame)])

    def mel(hertz):
        return 2595 * np.log10(1 + hertz / 700)

    edges = np.linspace(mel(20), mel(4000), bands + 2)
    places = mel(np.arange(length // 2 + 1) * rate / length)
    weights = np.array([np.interp(places, edges[b:b + 3], [0, 1, 0], 0, 0) for b in range(bands)])
    frames = np.array([x[i:i + frame] * window for i in range(0, len(x) - frame + 1, hop)])
    logs = np.log(np.abs(np.fft.rfft(frames, length)) @ weights.T + 1e-6)
    row("shape", logs.T.shape)
    row("window", window[::16])
    row("weights", weights.sum(axis=1))
    row("logmel", logs.T[:, ::3], "%.5f")
    row("mfcc", fft.dct(logs, 2, norm="ortho").T[:, ::3], "%.5f")


def splines():
    basis = interpolate.CubicSpline(np.linspace(0, 1, 6), np.eye(6), bc_type="natural")
    row("spline", basis(np.linspace(0, 1, 51)).T, "%.9f")


def scaling():
    noise = Noise()
    x = np.round(np.array([[noise.draw() * (1, 10, 0.1)[c] + c for _ in range(7)] for n in range(3) for c in range(3)])
                 * 256).reshape(3, 3, 7) / 256
    row("unscaled", x, "%.9g")
    mean, deviation = x.mean(axis=(0, 2), keepdims=True), x.std(axis=(0, 2), keepdims=True)
    low, middle, high = np.percentile(x, [25, 50, 75], axis=(0, 2), keepdims=True)
    row("zscore", (x - x.mean()) / x.std())
    row("zscore/channel", (x - mean) / deviation)
    row("robust", (x - np.median(x)) / np.subtract(*np.percentile(x, [75, 25])))
    row("robust/channel", (x - middle) / (high - low))


filters()
spectrum()
splines()
scaling()
pathlib.Path(__file__).with_name("reference.txt").write_text("\n".join(rows) + "\n")
