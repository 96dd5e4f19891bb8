// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers/labelledseries.h"

#include "core/data/text.h"

#include <algorithm>

namespace pitlane {

std::string nameFromFile(std::string_view fileStem)
{
    const auto lower = lowerCase(fileStem);
    for (const std::string_view suffix : {"_train", "_test", "-train", "-test", ".train", ".test"})
        if (lower.ends_with(suffix) && lower.size() > suffix.size())
            return std::string(fileStem.substr(0, fileStem.size() - suffix.size()));
    return std::string(fileStem);
}

Dataset datasetFromArrays(std::vector<Array> arrays, const std::filesystem::path& path)
{
    const auto values = std::ranges::find(arrays, "values", &Array::name);
    const auto label = std::ranges::find(arrays, "label", &Array::name);
    if (values == arrays.end() || label == arrays.end() || values->shape.size() != 3 || label->shape.size() != 1 ||
        label->shape[0] != values->shape[0])
        throw DatasetError(
            path.string() + ": this file does not hold labelled series, but " +
            counted(static_cast<std::int64_t>(arrays.size()), "array") + " (the first is " +
            (arrays.empty() ? "none" : inQuotes(arrays.front().name) + ", " + shapeText(arrays.front())) +
            "). Choose a UCR table (class first, then the values), a .ts or an .arff file.");
    Dataset dataset{.name = nameFromFile(path.stem().string()),
                    .channels = values->shape[1],
                    .length = values->shape[2],
                    .sampleRateHz = values->sampleRateHz};
    if (values->isRagged()) {
        dataset.length = values->lengths.front();
        const auto other = std::ranges::find_if(values->lengths, [&](auto n) { return n != dataset.length; });
        if (other != values->lengths.end())
            throw DatasetError(path.string() + ": series " + std::to_string(other - values->lengths.begin() + 1) +
                               " has " + counted(*other, "value") + ", series 1 has " + std::to_string(dataset.length) +
                               ". All series must have the same length: cut them, or pad them with ?.");
    }
    dataset.values = std::move(values->values);
    if (label->isText()) {
        dataset.classNames = std::move(label->categories);
        dataset.labels.assign(label->values.begin(), label->values.end());
    } else {
        dataset.task = Task::Regression;
        dataset.targets = std::move(label->values);
    }
    return dataset;
}

} // namespace pitlane
