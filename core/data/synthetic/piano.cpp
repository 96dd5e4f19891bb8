// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/draw.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace pitlane::synthetic {

namespace {

constexpr std::int64_t keys = 88;
constexpr int lowestNote = 21; // MIDI number of the first key, A0
constexpr std::int64_t shortest = 40;
constexpr std::int64_t longest = 400;
constexpr int degrees = 7;

constexpr std::array<int, degrees> majorScale{0, 2, 4, 5, 7, 9, 11};

/// Which degree follows which, in percent: I ii iii IV V vi vii, as tonal music has it.
constexpr std::array<std::array<int, degrees>, degrees> nextDegree{{{10, 10, 5, 30, 30, 13, 2},
                                                                    {5, 5, 0, 10, 70, 5, 5},
                                                                    {5, 5, 5, 30, 5, 50, 0},
                                                                    {25, 15, 0, 5, 45, 5, 5},
                                                                    {65, 0, 3, 7, 5, 20, 0},
                                                                    {5, 35, 5, 30, 20, 5, 0},
                                                                    {80, 0, 10, 0, 5, 5, 0}}};

std::size_t drawNext(std::size_t degree, Random& random)
{
    auto draw = static_cast<int>(random.below(100));
    const auto& row = nextDegree.at(degree);
    for (std::size_t next = 0; next < row.size(); ++next) {
        if (draw < row[next])
            return next;
        draw -= row[next];
    }
    return 0;
}

/// MIDI number of a step of the scale; step 0 is the tonic, 7 an octave above.
int noteOf(int tonic, int step)
{
    const int octave = step >= 0 ? step / degrees : -((-step + degrees - 1) / degrees);
    return tonic + 12 * octave + majorScale.at(static_cast<std::size_t>(step - octave * degrees));
}

void press(std::vector<float>& roll, std::int64_t length, int note, std::int64_t t)
{
    const auto key = std::clamp<std::int64_t>(note - lowestNote, 0, keys - 1);
    roll[static_cast<std::size_t>(key * length + t)] = 1;
}

/// A melody over chords: the chord lies for 4 or 8 steps, the melody walks on the scale and rests on the chord's tones.
std::vector<float> drawPiece(std::int64_t length, Random& random)
{
    std::vector<float> roll(static_cast<std::size_t>(keys * length));
    const int tonic = 60 + static_cast<int>(random.below(12)) - 6;
    std::size_t degree = 0;
    std::int64_t chordEnds = 0;
    int step = static_cast<int>(random.below(5)) + 4; // of the melody
    std::int64_t noteEnds = 0;
    bool rests = false;
    for (std::int64_t t = 0; t < length; ++t) {
        if (t == chordEnds) {
            degree = t == 0 || length - t <= 4 ? 0 : drawNext(degree, random);
            chordEnds = t + (random.below(3) == 0 ? 8 : 4);
        }
        const int root = static_cast<int>(degree);
        press(roll, length, noteOf(tonic, root) - 24, t);
        for (const int third : {0, 2, 4})
            press(roll, length, noteOf(tonic, root + third) - 12, t);
        if (t == noteEnds) {
            const bool onBeat = t % 4 == 0;
            const auto walk = random.below(10);
            step += walk < 4 ? 1 : walk < 8 ? -1 : walk == 8 ? 2 : -2;
            if (onBeat) // to the nearest tone of the chord
                for (int away = 0; away < degrees; ++away) {
                    const auto isChordTone = [&](int s) {
                        const int above = ((s - root) % degrees + degrees) % degrees;
                        return above == 0 || above == 2 || above == 4;
                    };
                    if (isChordTone(step - away)) {
                        step -= away;
                        break;
                    }
                    if (isChordTone(step + away)) {
                        step += away;
                        break;
                    }
                }
            step = std::clamp(step, 2, 13);
            rests = !onBeat && random.below(12) == 0;
            noteEnds = t + (onBeat ? 2 : 1) + (random.below(4) == 0 ? 2 : 0);
        }
        if (!rests)
            press(roll, length, noteOf(tonic, step), t);
    }
    return roll;
}

} // namespace

Dataset drawPiano(const Draw& draw)
{
    Dataset data{.name = "Synthetic piano", .task = Task::NextStep, .channels = keys, .length = 0};
    data.channelNames.reserve(keys);
    constexpr std::array names{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
    for (int key = 0; key < keys; ++key) {
        const int note = key + lowestNote;
        data.channelNames.push_back(names.at(static_cast<std::size_t>(note % 12)) + std::to_string(note / 12 - 1));
    }
    for (std::int64_t n = 0; n < draw.count; ++n) {
        draw.at(n);
        auto random = draw.ofExample("synthetic piano piece", n);
        const auto length = shortest + static_cast<std::int64_t>(random.below(longest - shortest + 1));
        const auto roll = drawPiece(length, random);
        data.values.insert(data.values.end(), roll.begin(), roll.end());
        data.lengths.push_back(length);
        data.length = std::max(data.length, length);
    }
    return data;
}

} // namespace pitlane::synthetic
