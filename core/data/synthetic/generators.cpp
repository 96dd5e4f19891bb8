// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/generators.h"

#include "core/base/hash.h"
#include "core/data/synthetic/draw.h"
#include "core/data/synthetic/syntheticecg.h"

#include <algorithm>
#include <array>

namespace pitlane {

namespace {

constexpr std::int64_t mostExamples = 1'000'000;

Pipeline classes(std::optional<double> rateHz, ScalingRule scaling, SplitRule::Kind split)
{
    Pipeline pipeline;
    pipeline.sampleRateHz = rateHz;
    pipeline.scaling = scaling;
    pipeline.split.kind = split;
    return pipeline;
}

constexpr ScalingRule zScore{.kind = ScalingRule::Kind::ZScore, .perChannel = true};

Pipeline ofPpg()
{
    auto pipeline = classes(32, zScore, SplitRule::Kind::Groups);
    pipeline.task = Task::Regression;
    pipeline.label.reduce = LabelRole::Reduce::Mean;
    pipeline.label.unit = "bpm";
    pipeline.measure = QualityMeasure::Mae;
    return pipeline;
}

Pipeline ofKeywords()
{
    auto pipeline = classes(16000, zScore, SplitRule::Kind::Groups);
    pipeline.frontEnd.kind = FrontEnd::Kind::Mfcc;
    return pipeline;
}

Pipeline ofPiano()
{
    auto pipeline = classes(std::nullopt, {.kind = ScalingRule::Kind::None}, SplitRule::Kind::Random);
    pipeline.task = Task::NextStep;
    pipeline.layout = Layout::Sequences;
    pipeline.label.from = LabelRole::From::Nothing;
    pipeline.measure = QualityMeasure::Nll;
    return pipeline;
}

struct Entry
{
    GeneratorInfo info;
    Dataset (*draw)(const synthetic::Draw&);
};

const std::vector<Entry>& entries()
{
    using Kind = SplitRule::Kind;
    static const std::vector<Entry> all{
        {{.id = "ecg",
          .title = "Synthetic ECG",
          .shapedLike = "ECG5000: 1 x 140 samples, 5 classes of heartbeats",
          .source = "Dynamical model ECGSYN: P. McSharry, G. Clifford, L. Tarassenko, L. Smith, A dynamical model for "
                    "generating synthetic electrocardiogram signals, IEEE Trans. Biomed. Eng. 50(3), 2003.",
          .pipeline = classes(std::nullopt, {.kind = ScalingRule::Kind::MinMax}, Kind::Stratified)},
         synthetic::drawEcg},
        {{.id = "ppg",
          .title = "Synthetic PPG with motion and heart rate",
          .shapedLike = "PPG-DaLiA: 4 x 256 samples at 32 Hz, windows of 8 s every 2 s, heart rate in bpm, 15 subjects",
          .source = "Two Gaussian waves per beat over a phase that the heart rate drives, modulated by breathing; arm "
                    "movements are added to the pulse and seen by the acceleration. Own model, after the protocol of "
                    "A. Reiss, I. Indlekofer, P. Schmidt, K. Van Laerhoven, Deep PPG, Sensors 19(14), 2019.",
          .pipeline = ofPpg()},
         synthetic::drawPpg},
        {{.id = "emg",
          .title = "Synthetic EMG of hand gestures, filtered",
          .shapedLike = "NinaPro DB1: 10 electrodes at 100 Hz, rest and 12 gestures, 10 repetitions, 6 subjects",
          .source = "Two muscles per gesture seen by a ring of electrodes that every subject wears differently; smooth "
                    "bursts with tremor. Own model, after the protocol of M. Atzori et al., Electromyography data for "
                    "non-invasive naturally-controlled robotic hand prostheses, Sci. Data 1, 2014.",
          .pipeline = classes(100, zScore, Kind::Groups)},
         synthetic::drawEmg},
        {{.id = "gestures",
          .title = "Synthetic EMG of a bracelet",
          .shapedLike = "EMG data for gestures (UCI): 8 x 200 samples at 200 Hz, 6 gestures, 4 subjects",
          .source =
              "Coloured noise whose strength follows the working muscle around the arm, eight bits. Own model, "
              "after the protocol of S. Lobov et al., Latent factors limiting the performance of sEMG-interfaces, "
              "Sensors 18(4), 2018.",
          .pipeline = classes(200, zScore, Kind::Groups)},
         synthetic::drawGestures},
        {{.id = "keywords",
          .title = "Synthetic spoken keywords",
          .shapedLike = "Speech Commands v2: 1 s at 16 kHz, ten words, silence and unknown, 24 speakers",
          .source = "Gliding formants and hiss with the pitch and tempo of a speaker. Own model; vowels after "
                    "G. Peterson, H. Barney, Control methods used in a study of the vowels, J. Acoust. Soc. Am. 24, "
                    "1952; words after P. Warden, Speech Commands, arXiv:1804.03209, 2018.",
          .pipeline = ofKeywords()},
         synthetic::drawKeywords},
        {{.id = "piano",
          .title = "Synthetic piano rolls",
          .shapedLike = "Nottingham: 88 keys, sequences of 40 to 400 steps",
          .source = "Markov chain of chords and a melody that walks on the scale. Own model, after the data of "
                    "N. Boulanger-Lewandowski, Y. Bengio, P. Vincent, Modeling temporal dependencies in "
                    "high-dimensional sequences, ICML 2012.",
          .pipeline = ofPiano()},
         synthetic::drawPiano},
        {{.id = "activity",
          .title = "Synthetic activity of a telephone at the waist",
          .shapedLike = "UCI HAR: 9 x 128 samples at 50 Hz, 6 activities, 30 subjects",
          .source =
              "Gravity in the body's pose, steps that swing and land, sway at rest. Own model, after the protocol "
              "of D. Anguita et al., A public domain dataset for human activity recognition using smartphones, "
              "ESANN 2013.",
          .pipeline = classes(50, zScore, Kind::Groups)},
         synthetic::drawActivity}};
    return all;
}

const Entry& entryNamed(std::string_view id)
{
    const auto found =
        std::ranges::find(entries(), id, [](const Entry& entry) -> std::string_view { return entry.info.id; });
    if (found != entries().end())
        return *found;
    std::string known;
    for (const auto& entry : entries())
        known += (known.empty() ? "" : ", ") + entry.info.id;
    throw DatasetError("Drawing synthetic data: there is no generator \"" + std::string(id) + "\". Known are " + known +
                       ".");
}

} // namespace

namespace synthetic {

Dataset drawEcg(const Draw& draw)
{
    // The names of these seeds keep the heartbeats of projects that were made by version 0.1.0.
    const auto seed = derivedSeed(draw.seed, draw.isTest ? "synthetic test part" : "synthetic train part");
    return syntheticEcg({.series = draw.count, .seed = seed}, draw.progress);
}

} // namespace synthetic

std::span<const GeneratorInfo> generators()
{
    static const std::vector<GeneratorInfo> all = [] {
        std::vector<GeneratorInfo> infos;
        for (const auto& entry : entries())
            infos.push_back(entry.info);
        return infos;
    }();
    return all;
}

const GeneratorInfo& generatorNamed(std::string_view id)
{
    return entryNamed(id).info;
}

Dataset generate(const Generator& generator, std::string_view part, std::int64_t count, const Progress& progress)
{
    const auto& entry = entryNamed(generator.id);
    const auto intro = "Drawing " + entry.info.title + ": ";
    if (part != "train" && part != "test")
        throw DatasetError(intro + "the part is \"" + std::string(part) + "\", expected \"train\" or \"test\".");
    if (count < 1 || count > mostExamples)
        throw DatasetError(intro + std::to_string(count) + " examples are asked for, expected 1 to " +
                           std::to_string(mostExamples) + ".");
    auto dataset = entry.draw({.seed = generator.seed, .isTest = part == "test", .count = count, .progress = progress});
    progress.at(1);
    return dataset;
}

} // namespace pitlane
