// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/evaluation.h"

#include <algorithm>

namespace pitlane {

using torch::Tensor;

namespace {

/// Rows from `first` on that fit into one block.
std::int64_t blockAt(const TensorData& data, std::int64_t first)
{
    const auto left = data.size() - first;
    if (data.task != Task::NextStep) {
        constexpr std::int64_t mostRows = 512, mostSamples = 512 * 256;
        return std::min(left,
                        std::clamp<std::int64_t>(mostSamples / std::max<std::int64_t>(data.x.size(2), 1), 1, mostRows));
    }
    constexpr std::int64_t mostSteps = 1 << 14; // padding counts here
    std::int64_t count = 0, longest = 0;
    while (count < left) {
        longest = std::max(longest, data.lengths[static_cast<std::size_t>(first + count)]);
        if (count > 0 && (count + 1) * longest > mostSteps)
            break;
        ++count;
    }
    return count;
}

double total(const Tensor& values)
{
    return values.to(torch::kDouble).sum().item<double>();
}

} // namespace

void Tally::add(const Tensor& outputs, const Batch& batch)
{
    const auto rows = batch.x.size(0);
    m_rows += rows;
    double weight = static_cast<double>(rows);
    switch (m_objective.task) {
    case Task::Classification: {
        if (m_objective.classWeights.defined())
            weight = total(m_objective.classWeights.index_select(0, batch.y));
        m_classes = outputs.size(1);
        m_confusion.resize(static_cast<std::size_t>(m_classes * m_classes));
        const auto cells = batch.y * m_classes + outputs.argmax(1);
        const auto counts = torch::bincount(cells, {}, m_classes * m_classes);
        const auto* count = counts.data_ptr<std::int64_t>();
        for (auto& cell : m_confusion)
            cell += *count++;
        break;
    }
    case Task::Regression:
        m_absoluteError += total((outputs.reshape_as(batch.y) - batch.y).abs());
        break;
    case Task::NextStep:
        weight = total(batch.steps);
        break;
    }
    if (weight > 0) // a block may hold rows of weightless classes alone
        m_loss += taskLoss(m_objective, outputs, batch).item<double>() * weight;
    m_lossWeight += weight;
}

double Tally::score() const
{
    const auto rows = static_cast<double>(m_rows);
    const auto suits = measuresFor(m_objective.task);
    if (std::ranges::find(suits, m_objective.measure) == suits.end())
        throw Error("The quality measure " + std::string(titleOf(m_objective.measure)) +
                    " does not suit this task. Choose " + std::string(titleOf(suits.front())) + ".");
    switch (m_objective.measure) {
    case QualityMeasure::Mae:
        return m_absoluteError / rows;
    case QualityMeasure::Nll:
        return m_loss / m_lossWeight;
    default:
        break;
    }
    std::int64_t right = 0, occurring = 0, known = 0;
    double recalls = 0, f1 = 0;
    for (std::int64_t c = 0; c < m_classes; ++c) {
        std::int64_t labelled = 0, answered = 0;
        for (std::int64_t other = 0; other < m_classes; ++other) {
            labelled += counted(c, other);
            answered += counted(other, c);
        }
        const auto hits = counted(c, c);
        right += hits;
        if (labelled > 0) {
            ++occurring;
            recalls += static_cast<double>(hits) / static_cast<double>(labelled);
        }
        if (labelled + answered > 0) { // 2 TP + FP + FN
            ++known;
            f1 += 2 * static_cast<double>(hits) / static_cast<double>(labelled + answered);
        }
    }
    return m_objective.measure == QualityMeasure::BalancedAccuracy ? recalls / static_cast<double>(occurring)
           : m_objective.measure == QualityMeasure::MacroF1        ? f1 / static_cast<double>(known)
                                                                   : static_cast<double>(right) / rows;
}

Quality Tally::quality() const
{
    return {.score = score(),
            .loss = m_loss / m_lossWeight,
            .rows = m_rows,
            .measure = m_objective.measure,
            .unit = m_objective.unit};
}

void forEachBlock(const TensorData& data, const std::function<void(const Batch&)>& use)
{
    for (std::int64_t first = 0; first < data.size();) {
        const auto count = blockAt(data, first);
        use(data.block(first, count));
        first += count;
    }
}

Quality evaluate(const std::function<Tensor(const Tensor&)>& predict, const TensorData& data,
                 const Objective& objective)
{
    const torch::NoGradGuard noGrad;
    Tally tally(objective);
    forEachBlock(data, [&](const Batch& batch) { tally.add(predict(batch.x), batch); });
    return tally.quality();
}

} // namespace pitlane
