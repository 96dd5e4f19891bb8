// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/measure.h"
#include "core/data/readers/reader.h"

#include <nlohmann/json_fwd.hpp>

#include <map>

/// From arrays to examples, as data: what the columns mean, how signals are cleaned and cut, what a network is trained
/// for. Everything here has a JSON form, is part of a run's identity, and can be deployed to a device later.
namespace pitlane {

/// How the arrays of a file become examples.
enum class Layout {
    Series,     ///< labelled series, already cut: one example per row
    Recordings, ///< long signals, to be cut into windows; a clip of audio is a recording with one window
    Sequences   ///< rolls of unequal length, each predicted step by step
};

/// One input channel of the network: an array of the file, or one line of it.
struct ChannelRole
{
    std::string array;
    std::int64_t index = 0;             ///< along the axis that is not time; 0 for a one-dimensional array
    std::string name;                   ///< shown; empty: the array's name and index
    std::optional<double> sampleRateHz; ///< where the file does not say, or says it wrongly
    bool operator==(const ChannelRole&) const = default;
};

/// Where the answer of an example comes from.
struct LabelRole
{
    enum class From {
        Nothing, ///< Task::NextStep: the sequence itself
        Array,   ///< an array of the file
        File     ///< the class that DataFile names: a folder or a list
    };
    enum class Per {
        Series, ///< one value for each series of the array
        Sample, ///< a column beside the channels, at the rate of the first one
        Window  ///< value i belongs to window i (heart rate of every 8 s window, each 2 s)
    };
    enum class Reduce { Majority, Last, Mean }; ///< Per::Sample: of the samples in a window
    From from = From::Array;
    std::string array = "label";
    Per per = Per::Series;
    Reduce reduce = Reduce::Majority;
    double purity = 0; ///< Reduce::Majority: share of the window that must agree, 0 .. 1; other windows are left out
    std::vector<std::string> leaveOut;         ///< classes without examples ("0": unmarked), as written or shown
    std::map<std::string, std::string> titles; ///< class as written to name as shown; equal names are one class
    std::string unit;                          ///< regression: "bpm"
    bool operator==(const LabelRole&) const = default;
};
/// Makes the classes that are shown as one of `classes` one class, shown as `title`.
void mergeClasses(LabelRole& label, const std::vector<std::string>& classes, const std::string& title);
/// The classes as written of every title that stands for several of them, by title.
[[nodiscard]] std::map<std::string, std::vector<std::string>> mergedClasses(const LabelRole& label);
/// Takes apart what such a title joins: its classes are shown as they are written.
void separateClasses(LabelRole& label, const std::string& title);

/// One step of cleaning, on whole recordings before they are cut (Layout::Series: on each series).
struct FilterStep
{
    enum class Kind { RemoveMean, Detrend, Rectify, LowPass, HighPass, BandPass };
    Kind kind = Kind::LowPass;
    int order = 1;                     ///< Butterworth
    double lowHz = 0;                  ///< HighPass, BandPass: lower corner
    double highHz = 1;                 ///< LowPass, BandPass: upper corner
    bool zeroPhase = true;             ///< forwards and backwards; false: as a device can do it
    std::vector<std::string> channels; ///< names; empty: all
    bool operator==(const FilterStep&) const = default;
};

/// How recordings are cut. Lengths in seconds where the rate is known, else in samples.
struct WindowRule
{
    bool whole = true; ///< one window per recording, cut or padded on the left with zeros to `length` where that is set
    double length = 0;
    double hop = 0; ///< between the starts of two windows; 0: equal to `length`
    bool inSeconds = true;
    /// LabelRole::Per::Sample: one example per run of equal labels (a gesture), cut or padded on the left to `length`,
    /// or to the longest run where that is 0. Goes before `whole`.
    bool runs = false;
    bool operator==(const WindowRule&) const = default;
};

/// Spectral front end (SPEC.md, section 7: Speech Commands). Frames without padding; magnitude of a real FFT.
struct FrontEnd
{
    enum class Kind { None, LogMel, Mfcc };
    Kind kind = Kind::None;
    double frameSeconds = 0.030; ///< periodic Hann window
    double hopSeconds = 0.010;
    std::int64_t fftLength = 512; ///< in samples, a power of two, at least a frame
    std::int64_t melBands = 40;   ///< HTK scale, triangles of height 1
    double lowHz = 20;
    double highHz = 4000;
    double logOffset = 1e-6;        ///< log(x + offset), natural
    std::int64_t coefficients = 40; ///< Mfcc: of the orthonormal DCT-II
    bool operator==(const FrontEnd&) const = default;
};

/// Fitted on the train part, never on the test part.
struct ScalingRule
{
    enum class Kind { None, MinMax, ZScore, Robust }; ///< Robust: median to 0, quartiles 1 apart
    Kind kind = Kind::MinMax;
    bool perChannel = false;
    bool operator==(const ScalingRule&) const = default;
};

/// Random changes of training examples, drawn anew every epoch; never of validation or test examples.
struct Augmentation
{
    enum class Kind {
        Jitter,        ///< white noise at `amount` dB signal-to-noise ratio
        Scaling,       ///< all channels times a factor of normal(1, amount)
        MagnitudeWarp, ///< times a smooth curve around 1 with deviation `amount` (cubic through 4 knots)
        TimeWarp,      ///< time along a smooth curve, speed deviates by `amount`
        TimeShift,     ///< by up to `amount` seconds (samples, where no rate is known) either way, zeros move in
        Noise          ///< mixes a piece of a noise recording (Part::Noise) at amount .. amountHigh dB
    };
    Kind kind = Kind::Jitter;
    double amount = 25;
    double amountHigh = 25;
    double probability = 1; ///< of each example in each epoch
    bool operator==(const Augmentation&) const = default;
};

enum class ClassWeights { None, Balanced }; ///< Balanced: N / (classes x N_class), in the loss

/// How examples are dealt to train, validation and test part.
struct SplitRule
{
    enum class Kind {
        Stratified,  ///< each class shuffled and dealt; fold `fold` of round(1 / fraction) validates
        Random,      ///< all examples shuffled and dealt
        Groups,      ///< whole groups (subjects) are shuffled and dealt
        LeaveOneOut, ///< the groups of `validation` validate, those of `test` test: one each, or several
        PpgDalia,    ///< groups in `folds` random sets; set `fold` gives test group number `turn`, its others validate
        Listed,      ///< files say it (Part::Validation, list files)
        Repetitions  ///< `testRepetitions` test; validation is dealt by group or repetition among the others
    };
    Kind kind = Kind::Stratified;
    double fraction = 0.2; ///< of the train part, for validation
    int folds = 5;
    int fold = 0;                        ///< 0 .. folds - 1
    int turn = 0;                        ///< PpgDalia
    std::vector<std::string> validation; ///< LeaveOneOut: group names; empty: the next group after the test groups
    std::vector<std::string> test;       ///< LeaveOneOut: group names
    std::vector<std::int64_t> testRepetitions;
    std::vector<std::int64_t> validationRepetitions;
    bool allowOverlap = false; ///< a person has read what overlapping windows in a random split mean, and wants it
    bool operator==(const SplitRule&) const = default;
};

/// Examples of one part that stand in an array of their own.
struct PartArrays
{
    std::string values;
    std::string label; ///< LabelRole::From::Array
    bool operator==(const PartArrays&) const = default;
};

/// Everything between the files and the network.
struct Pipeline
{
    static constexpr int schemaVersion = 1;

    Task task = Task::Classification;
    ReadOptions read;
    Layout layout = Layout::Series;
    /// Series, Sequences: empty = all lines of `values`; where they name other arrays, each is [N, T] and one channel.
    std::vector<ChannelRole> channels;
    std::string values = "values"; ///< Series, Sequences: the array with the examples
    /// Arrays of the same file that hold the other parts ("validdata", "testdata"; "X_test"); empty: none.
    PartArrays validationArrays;
    PartArrays testArrays;
    /// Series in a table with one column per sample: from this column to that one (names); empty: `values`.
    std::string firstColumn;
    std::string lastColumn;
    LabelRole label;
    std::string groupArray;      ///< array or column with the subject of each series or sample; empty: DataFile::group
    std::string repetitionArray; ///< the same for repetitions
    std::string timeArray;       ///< column with the time of each sample; gives the rate where nothing else does
    double timeUnitSeconds = 1;  ///< of that column: 0.001 for milliseconds

    std::optional<double> sampleRateHz; ///< common rate; channels with another one are resampled
    std::vector<FilterStep> filters;
    WindowRule window;
    FrontEnd frontEnd;
    ScalingRule scaling;
    std::vector<Augmentation> augmentations;
    ClassWeights classWeights = ClassWeights::None;
    QualityMeasure measure = QualityMeasure::Accuracy;
    SplitRule split;

    bool operator==(const Pipeline&) const = default;
};

/// A problem of a pipeline: the field as written in JSON, and a sentence.
struct PipelineProblem
{
    std::string field;
    std::string sentence;
    bool operator==(const PipelineProblem&) const = default;
};
/// Every problem that can be found without the data.
[[nodiscard]] std::vector<PipelineProblem> validate(const Pipeline& pipeline);

[[nodiscard]] nlohmann::json toJson(const Pipeline& pipeline);
/// Unknown fields and wrong types are errors; missing fields keep their defaults. Throws JsonError.
[[nodiscard]] Pipeline pipelineFromJson(const nlohmann::json& json, const std::string& documentName);

/// Identity of all settings.
[[nodiscard]] std::string pipelineHash(const Pipeline& pipeline);
/// Identity of what decides over the examples (scaling, augmentation, weights, measure and split left out): the key of
/// the cache on disk.
[[nodiscard]] std::string examplesHash(const Pipeline& pipeline);

/// The pipeline in words, one line per step, for people: "Cut into windows of 8 s every 2 s".
[[nodiscard]] std::vector<std::string> describe(const Pipeline& pipeline);

} // namespace pitlane
