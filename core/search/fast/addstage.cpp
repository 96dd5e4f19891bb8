// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fast/stage.h"

namespace pitlane::fast {

namespace {

/// y = max(0, sum_i flag_i x_i); without ReLU no max.
class AddStage : public Stage
{
public:
    AddStage(bool relu, const MaskPlaces::Entry& masks) : m_relu(relu), m_masks(masks) {}

    void arrange(const Pass&) override
    {
        m_flags.assign(inputs.size(), 1.0F);
    }

    void findZeros(const Pass& pass) override
    {
        for (std::size_t i = 0; i < inputs.size(); ++i)
            m_flags[i] = flag(pass, i);
        for (std::int64_t c = 0; c < output->C; ++c) {
            bool zero = true;
            for (std::size_t i = 0; i < inputs.size(); ++i)
                zero = zero && (m_flags[i] == 0 || inputs[i]->zero[index(c)] != 0);
            output->zero[index(c)] = zero;
        }
    }

    bool ignores(const Pass&, std::size_t input, std::int64_t c) const override
    {
        return m_flags[input] == 0 || output->deaf[index(c)] != 0 || (m_relu && output->zero[index(c)] != 0);
    }

    bool reads(const Pass& pass, std::size_t input, std::int64_t c) const override
    {
        return m_flags[input] != 0 || (learnsFlag(pass, input) && output->deaf[index(c)] == 0);
    }

    void forward(const Pass& pass) override
    {
        inParallel(output->n, 1, [&](std::int64_t first, std::int64_t last) {
            std::vector<const float*> rows(inputs.size());
            for (auto n = first; n < last; ++n)
                for (const auto c : output->live) {
                    for (std::size_t i = 0; i < inputs.size(); ++i)
                        rows[i] = inputs[i]->value.at(n, c);
                    pass.k.sumRows(output->value.at(n, c), rows.data(), m_flags.data(),
                                   static_cast<std::int64_t>(rows.size()), pass.k.vectorsFor(output->samples), m_relu);
                }
        });
    }

    void backward(const Pass& pass) override
    {
        const auto& g = output->gradientRows();
        const auto vectors = pass.k.vectorsFor(output->samples);
        if (m_relu)
            for (std::int64_t n = 0; n < output->n; ++n)
                for (const auto c : output->wanted)
                    pass.k.gateRow(g.at(n, c), g.at(n, c), output->value.at(n, c), 1.0F, vectors, false);
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            if (learnsFlag(pass, i))
                flagGradient(pass, i);
            auto& x = *inputs[i];
            if (!x.trained || x.shares != nullptr)
                continue;
            const bool accumulate = beginGradient(x);
            const auto& to = x.gradientRows();
            for (std::int64_t n = 0; n < output->n; ++n)
                for (const auto c : x.wanted) {
                    const auto scale = ignores(pass, i, c) ? 0.0F : m_flags[i];
                    if (scale == 0)
                        silence(to.at(n, c), vectors * pass.k.lanes, accumulate);
                    else
                        pass.k.gateRow(to.at(n, c), g.at(n, c), nullptr, scale, vectors, accumulate);
                }
        }
    }

private:
    static std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }
    static void silence(float* row, std::int64_t count, bool accumulate)
    {
        if (!accumulate)
            std::fill_n(row, count, 0.0F);
    }

    [[nodiscard]] float flag(const Pass& pass, std::size_t input) const
    {
        float product = 1;
        if (input < m_masks.inputFlags.size())
            for (const auto place : m_masks.inputFlags[input])
                product *= pass.mask(place);
        return product;
    }

    [[nodiscard]] bool learnsFlag(const Pass& pass, std::size_t input) const
    {
        if (input >= m_masks.inputFlags.size() || !pass.learnsMasks || !pass.training || pass.masks == nullptr)
            return false;
        return !m_masks.inputFlags[input].empty();
    }

    /// d loss / d flag = sum of g x; each factor of the flag gets it times the others.
    void flagGradient(const Pass& pass, std::size_t input)
    {
        if (pass.maskGradients == nullptr)
            return;
        const auto& x = *inputs[input];
        double sum = 0;
        for (const auto c : output->wanted)
            if (x.zero[index(c)] == 0)
                for (std::int64_t n = 0; n < output->n; ++n)
                    sum += pass.k.dotRow(output->gradientRows().at(n, c), x.value.at(n, c),
                                         pass.k.vectorsFor(output->samples));
        const auto& flags = m_masks.inputFlags[input];
        for (std::size_t i = 0; i < flags.size(); ++i) {
            float others = 1;
            for (std::size_t j = 0; j < flags.size(); ++j)
                others *= j == i ? 1.0F : pass.mask(flags[j]);
            pass.maskGradients[flags[i]] += static_cast<float>(sum) * others;
        }
    }

    bool m_relu;
    MaskPlaces::Entry m_masks;
    std::vector<float> m_flags;
};

} // namespace

std::unique_ptr<Stage> makeAddStage(bool relu, const MaskPlaces::Entry& masks)
{
    return std::make_unique<AddStage>(relu, masks);
}

} // namespace pitlane::fast
