// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/data/synthetic/draw.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <span>

namespace pitlane::synthetic {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double rateHz = 16000;
constexpr std::int64_t length = 16000;
constexpr std::int64_t speakers = 24;
constexpr std::int64_t trainSpeakers = 18;

/// A sound: two formants that glide, or noise, or nothing.
struct Sound
{
    double seconds;
    double loudness;
    double F1from, F1to, F2from, F2to; ///< Hz
    double noise = 0;                  ///< share that is hiss, 0 .. 1
};

struct Word
{
    const char* name;
    std::span<const Sound> sounds;
};

// Formants of the vowels after Peterson and Barney (J. Acoust. Soc. Am. 24, 1952); /s/ and /f/ are hiss.
constexpr std::array yes{Sound{0.08, 0.6, 270, 530, 2290, 1840}, Sound{0.12, 1, 530, 530, 1840, 1840},
                         Sound{0.2, 0.5, 0, 0, 0, 0, 1}};
constexpr std::array no{Sound{0.1, 0.4, 250, 300, 1200, 1000}, Sound{0.28, 1, 570, 380, 840, 750}};
constexpr std::array up{Sound{0.18, 1, 640, 620, 1190, 1150}, Sound{0.07, 0, 0, 0, 0, 0},
                        Sound{0.05, 0.3, 0, 0, 0, 0, 1}};
constexpr std::array down{Sound{0.04, 0.5, 200, 500, 1700, 1400}, Sound{0.26, 1, 730, 350, 1250, 850},
                          Sound{0.12, 0.4, 250, 250, 1300, 1400}};
constexpr std::array left{Sound{0.09, 0.5, 350, 450, 1000, 1500}, Sound{0.13, 1, 530, 530, 1840, 1800},
                          Sound{0.1, 0.3, 0, 0, 0, 0, 1}, Sound{0.05, 0, 0, 0, 0, 0},
                          Sound{0.04, 0.4, 0, 0, 0, 0, 0.9}};
constexpr std::array right{Sound{0.09, 0.6, 330, 500, 1060, 1200}, Sound{0.24, 1, 730, 300, 1090, 2200},
                           Sound{0.06, 0, 0, 0, 0, 0}, Sound{0.05, 0.4, 0, 0, 0, 0, 0.9}};
constexpr std::array on{Sound{0.24, 1, 700, 680, 1050, 1150}, Sound{0.17, 0.4, 260, 250, 1350, 1400}};
constexpr std::array off{Sound{0.22, 1, 600, 570, 860, 840}, Sound{0.22, 0.35, 0, 0, 0, 0, 1}};
constexpr std::array stop{Sound{0.14, 0.45, 0, 0, 0, 0, 1}, Sound{0.05, 0, 0, 0, 0, 0},
                          Sound{0.2, 1, 730, 700, 1090, 1100}, Sound{0.06, 0, 0, 0, 0, 0},
                          Sound{0.04, 0.3, 0, 0, 0, 0, 1}};
constexpr std::array go{Sound{0.05, 0.5, 220, 400, 1500, 1000}, Sound{0.34, 1, 570, 330, 840, 800}};

constexpr std::array<Word, 10> words{{{"yes", yes},
                                      {"no", no},
                                      {"up", up},
                                      {"down", down},
                                      {"left", left},
                                      {"right", right},
                                      {"on", on},
                                      {"off", off},
                                      {"stop", stop},
                                      {"go", go}}};
constexpr std::int64_t silenceClass = 10;
constexpr std::int64_t unknownClass = 11;
constexpr std::int64_t classes = 12;
constexpr std::int64_t unknownWords = 20;

struct Speaker
{
    double pitchHz, tract, tempo, breath;
};

Speaker drawSpeaker(Random random)
{
    const bool isHigh = random.uniform() < 0.5;
    return {.pitchHz = isHigh ? random.uniform(165, 260) : random.uniform(85, 150),
            .tract = isHigh ? random.uniform(1.02, 1.2) : random.uniform(0.88, 1.05),
            .tempo = random.uniform(0.8, 1.25),
            .breath = random.uniform(0.01, 0.05)};
}

/// One of the words that are not to be recognised.
std::vector<Sound> unknownWord(Random random)
{
    std::vector<Sound> sounds;
    const auto count = 2 + random.below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto kind = random.uniform();
        if (kind < 0.25)
            sounds.push_back({.seconds = random.uniform(0.05, 0.2), .loudness = random.uniform(0.3, 0.5), .noise = 1});
        else
            sounds.push_back({.seconds = random.uniform(0.1, 0.25),
                              .loudness = random.uniform(0.6, 1),
                              .F1from = random.uniform(250, 750),
                              .F1to = random.uniform(250, 750),
                              .F2from = random.uniform(800, 2300),
                              .F2to = random.uniform(800, 2300)});
    }
    return sounds;
}

/// Says the sounds into `audio`, beginning somewhere that leaves room for all of them.
void say(std::span<const Sound> sounds, const Speaker& speaker, Random& random, std::vector<double>& audio)
{
    const double tempo = speaker.tempo * random.uniform(0.9, 1.1);
    const double pitchHz = speaker.pitchHz * random.uniform(0.92, 1.08);
    const double tract = speaker.tract * random.uniform(0.97, 1.03);
    const double volume = random.uniform(0.1, 0.35);
    double seconds = 0;
    for (const auto& sound : sounds)
        seconds += sound.seconds * tempo;
    auto at = static_cast<std::size_t>(random.uniform(0.05, std::max(0.06, 0.95 - seconds)) * rateHz);
    double voice = 0; // phase of the vocal cords
    double first = 0; // phases of the formants
    double second = 0;
    double hissBefore = 0;
    for (const auto& sound : sounds) {
        const auto samples = static_cast<std::size_t>(sound.seconds * tempo * rateHz);
        for (std::size_t i = 0; i < samples && at < audio.size(); ++i, ++at) {
            const double u = static_cast<double>(i) / static_cast<double>(samples);
            const double F1 = tract * (sound.F1from + (sound.F1to - sound.F1from) * u);
            const double F2 = tract * (sound.F2from + (sound.F2to - sound.F2from) * u);
            voice += 2 * pi * pitchHz * (1.05 - 0.15 * u) / rateHz;
            first += 2 * pi * F1 / rateHz;
            second += 2 * pi * F2 / rateHz;
            const double edge = std::min({1.0, u / 0.12, (1 - u) / 0.12});
            const double glottis = 0.55 + 0.45 * std::sin(voice);
            const double voiced =
                F1 > 0 ? glottis * (std::sin(first) + 0.5 * std::sin(second)) + 0.35 * std::sin(voice) : 0;
            const double white = random.normal();
            const double hiss = white - 0.9 * hissBefore; // mostly high
            hissBefore = white;
            audio[at] += volume * edge * sound.loudness *
                         ((1 - sound.noise) * voiced + (0.5 * sound.noise + speaker.breath) * hiss);
        }
    }
}

/// What a room sounds like: hiss and rumble, sometimes hum.
void addRoom(double level, Random& random, std::vector<double>& audio)
{
    const double colour = random.uniform(0, 0.95);
    const double hum = random.uniform() < 0.3 ? 2 * level : 0;
    const double humHz = random.uniform(50, 240);
    double rumble = 0;
    for (std::size_t i = 0; i < audio.size(); ++i) {
        rumble = colour * rumble + random.normal() * (1 - 0.8 * colour);
        audio[i] += level * rumble + hum * std::sin(2 * pi * humHz * static_cast<double>(i) / rateHz);
    }
}

std::vector<std::string> speakerNames()
{
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < speakers; ++i) {
        std::array<char, 9> text{};
        std::snprintf(
            text.data(), text.size(), "%08x",
            static_cast<unsigned>(derivedSeed(1, "synthetic keywords speaker", static_cast<std::uint64_t>(i)) >> 32U));
        names.emplace_back(text.data());
    }
    return names;
}

} // namespace

Dataset drawKeywords(const Draw& draw)
{
    Dataset data{.name = "Synthetic keywords", .channels = 1, .length = length};
    data.sampleRateHz = rateHz;
    data.channelNames = {"audio"};
    for (const auto& word : words)
        data.classNames.emplace_back(word.name);
    data.classNames.insert(data.classNames.end(), {"_silence_", "_unknown_"});
    data.groupNames = speakerNames();
    data.values.reserve(static_cast<std::size_t>(draw.count * length));
    const auto first = draw.isTest ? trainSpeakers : 0;
    const auto people = draw.isTest ? speakers - trainSpeakers : trainSpeakers;
    std::vector<double> audio(static_cast<std::size_t>(length));
    for (std::int64_t n = 0; n < draw.count; ++n) {
        draw.at(n);
        const auto label = n % classes;
        const auto who = first + (n + n / classes) % people; // every speaker comes to every word
        data.labels.push_back(label);
        data.groups.push_back(static_cast<std::int32_t>(who));
        const auto speaker = drawSpeaker(draw.ofWorld("synthetic keywords voice", who));
        auto random = draw.ofExample("synthetic keywords clip", n);
        std::ranges::fill(audio, 0.0);
        if (label < silenceClass)
            say(words.at(static_cast<std::size_t>(label)).sounds, speaker, random, audio);
        else if (label == unknownClass)
            say(unknownWord(
                    draw.ofWorld("synthetic keywords unknown", static_cast<std::int64_t>(random.below(unknownWords)))),
                speaker, random, audio);
        addRoom(random.uniform(0.0005, 0.008), random, audio);
        for (const auto value : audio)
            data.values.push_back(quantized(std::clamp(value, -1.0, 32767.0 / 32768), 32768)); // 16 bits
    }
    return data;
}

} // namespace pitlane::synthetic
