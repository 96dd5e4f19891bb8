// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fast/stage.h"

#include <algorithm>

namespace pitlane::fast {

using Indices = std::vector<std::int64_t>;

namespace {

std::int64_t floorDivide(std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

/// y[m, t] = b[m] + sum_c sum_k x[c, t s + k d - left] W[m, c, k], with W times its masks.
class ConvStage : public Stage
{
public:
    ConvStage(const Conv1d& conv, std::int64_t C_in, const Placement& place, const MaskPlaces::Entry& masks)
        : m_conv(conv), m_depthwise(conv.groups > 1), m_columnsOfWeight(m_depthwise ? 1 : C_in), m_place(place),
          m_masks(masks), m_tapMask(static_cast<std::size_t>(conv.K), 1.0F)
    {
    }

    void arrange(const Pass& pass) override
    {
        auto& x = *inputs[0];
        auto& y = *output;
        const auto out = pass.k.roundUp(y.samples);
        const auto in = pass.k.roundUp(x.samples);
        if (m_conv.s == 1) {
            const auto last = m_conv.d * (m_conv.K - 1) - m_conv.padding.left;
            x.valueReach.cover(m_conv.padding.left, out + std::max<std::int64_t>(0, last));
            y.gradientReach.cover(last, std::max(out, in + std::max<std::int64_t>(0, m_conv.padding.left)));
            m_strided = {};
            return;
        }
        // Every s-th sample side by side: phase p of channel l is a row of its own.
        const auto lowest = floorDivide(-m_conv.padding.left, m_conv.s);
        const auto highest = floorDivide(m_conv.d * (m_conv.K - 1) - m_conv.padding.left, m_conv.s);
        m_strided = {.data = nullptr, .channels = x.C * m_conv.s, .head = std::max<std::int64_t>(0, -lowest), .pitch = 0};
        m_strided.pitch = m_strided.head + std::max(out + std::max<std::int64_t>(0, highest),
                                                    pass.k.roundUp((x.samples + m_conv.s - 1) / m_conv.s));
        m_stridedBuffer.assign(static_cast<std::size_t>(m_strided.floats(x.n)), 0.0F);
        m_strided.data = m_stridedBuffer.data();
        const auto phaseSamples = pass.k.roundUp((x.samples + m_conv.s - 1) / m_conv.s);
        y.gradientReach.cover(highest, std::max(out, phaseSamples + std::max<std::int64_t>(0, -lowest)));
    }

    void findZeros(const Pass& pass) override
    {
        for (std::int64_t m = 0; m < output->C; ++m)
            output->zero[index(m)] = rowMask(pass, m) == 0;
    }

    bool ignores(const Pass& pass, std::size_t, std::int64_t c) const override
    {
        const auto silent = [&](std::int64_t m) { return output->deaf[index(m)] != 0 || rowMask(pass, m) == 0; };
        if (m_depthwise)
            return silent(c);
        for (std::int64_t m = 0; m < output->C; ++m)
            if (!silent(m))
                return false;
        return true;
    }

    void prepare(const Pass& pass) override
    {
        m_forwardTaps.clear();
        m_gradientTaps.clear();
        for (std::int64_t k = 0; k < m_conv.K; ++k) {
            const auto place = m_masks.taps < 0 ? -1 : m_masks.taps + k;
            m_tapMask[index(k)] = pass.mask(place);
            if (m_tapMask[index(k)] != 0)
                m_forwardTaps.push_back(k);
            if (m_tapMask[index(k)] != 0 || pass.wantsMask(place))
                m_gradientTaps.push_back(k);
        }
        if (!pass.training)
            return;
        m_gradientRows = output->wanted;
        m_signalRows.clear(); // rows that carry a gradient on to the input
        for (const auto m : m_gradientRows)
            if (rowMask(pass, m) != 0)
                m_signalRows.push_back(m);
    }

    void forward(const Pass& pass) override
    {
        if (m_conv.s > 1)
            fillStrided();
        const auto& x = source();
        Indices rows, taps;
        for (const auto k : m_forwardTaps)
            taps.push_back(inputOffset(k));
        if (m_depthwise) {
            forwardDepthwise(pass, taps);
        } else {
            for (const auto l : inputs[0]->live)
                rows.push_back(sourceOffset(l));
            forwardDense(pass, x, rows, taps);
        }
        if (!output->onlyNormalised)
            clearTails(pass, *output, output->value, output->live);
    }

    void backward(const Pass& pass) override
    {
        weightGradients(pass);
        if (inputs[0]->trained)
            inputGradients(pass);
    }

private:
    static std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

    [[nodiscard]] float rowMask(const Pass& pass, std::int64_t m) const
    {
        return m_masks.channels < 0 ? 1.0F : pass.mask(m_masks.channels + m / m_masks.repeat);
    }
    [[nodiscard]] const Rows& source() const { return m_conv.s == 1 ? inputs[0]->value : m_strided; }
    [[nodiscard]] std::int64_t sourceOffset(std::int64_t l) const { return source().offset(m_conv.s == 1 ? l : l * m_conv.s); }
    /// From sample 0 of an output to the sample that tap k reads for it, in floats of source().
    [[nodiscard]] std::int64_t inputOffset(std::int64_t k) const
    {
        const auto shift = k * m_conv.d - m_conv.padding.left;
        if (m_conv.s == 1)
            return shift;
        const auto q = floorDivide(shift, m_conv.s);
        return (shift - q * m_conv.s) * m_strided.pitch + q;
    }
    [[nodiscard]] const float* weights(const Pass& pass) const { return pass.parameters + m_place.weight; }
    [[nodiscard]] std::int64_t rowOfWeight() const { return m_columnsOfWeight * m_conv.K; }

    /// Zeros behind the last sample, up to a whole vector.
    static void clearTails(const Pass& pass, const Activation& activation, const Rows& rows, const Indices& channels)
    {
        const auto rest = pass.k.roundUp(activation.samples) - activation.samples;
        if (rest == 0)
            return;
        for (std::int64_t n = 0; n < activation.n; ++n)
            for (const auto c : channels)
                std::fill_n(rows.at(n, c) + activation.samples, rest, 0.0F);
    }

    void fillStrided()
    {
        const auto& x = *inputs[0];
        const auto& channels = m_depthwise ? output->live : x.live; // a depthwise tap reads channels that are off, too
        inParallel(x.n, 1, [&](std::int64_t first, std::int64_t last) {
            for (auto n = first; n < last; ++n)
                for (const auto l : channels) {
                    const auto* from = x.value.at(n, l);
                    for (std::int64_t p = 0; p < m_conv.s; ++p) {
                        auto* to = m_strided.at(n, l * m_conv.s + p);
                        for (std::int64_t t = p; t < x.samples; t += m_conv.s)
                            *to++ = from[t];
                    }
                }
        });
    }

    void forwardDense(const Pass& pass, const Rows& x, const Indices& rows, const Indices& taps)
    {
        const auto& live = output->live;
        Indices weightRows, weightColumns, targets;
        m_scale.clear();
        m_start.clear();
        for (const auto m : live) {
            weightRows.push_back(m * rowOfWeight());
            targets.push_back(output->value.offset(m));
            m_scale.push_back(rowMask(pass, m));
            m_start.push_back(m_place.bias < 0 ? 0.0F : pass.parameters[m_place.bias + m] * m_scale.back());
        }
        for (const auto l : inputs[0]->live)
            weightColumns.push_back(l * m_conv.K);
        gatherTapScale();
        packInto(pass, {.weights = weights(pass),
                        .rows = weightRows.data(),
                        .M = size(weightRows),
                        .columns = weightColumns.data(),
                        .L = size(weightColumns),
                        .taps = m_forwardTaps.data(),
                        .J = size(m_forwardTaps),
                        .tapScale = m_tapScale.data(),
                        .rowScale = m_scale.data()});
        inParallel(output->n, 1, [&](std::int64_t first, std::int64_t last) {
            for (auto n = first; n < last; ++n)
                pass.k.convolve({.source = x.data + n * x.step(),
                                 .sourceRows = rows.data(),
                                 .L = size(rows),
                                 .taps = taps.data(),
                                 .J = size(taps),
                                 .weights = m_packed.data(),
                                 .start = m_start.data(),
                                 .target = output->value.data + n * output->value.step(),
                                 .targetRows = targets.data(),
                                 .M = size(targets),
                                 .vectors = pass.k.vectorsFor(output->samples)});
        });
    }

    void forwardDepthwise(const Pass& pass, const Indices& taps)
    {
        const auto& x = source();
        inParallel(output->n, 1, [&](std::int64_t first, std::int64_t last) {
            std::vector<float> own(m_forwardTaps.size());
            for (auto n = first; n < last; ++n)
                for (const auto m : output->live) {
                    const auto mask = rowMask(pass, m);
                    for (std::size_t j = 0; j < own.size(); ++j)
                        own[j] = weights(pass)[m * m_conv.K + m_forwardTaps[j]] * m_tapMask[index(m_forwardTaps[j])] * mask;
                    const auto start = m_place.bias < 0 ? 0.0F : pass.parameters[m_place.bias + m] * mask;
                    const auto row = sourceOffset(m);
                    const auto target = output->value.offset(m);
                    pass.k.convolve({.source = x.data + n * x.step(),
                                     .sourceRows = &row,
                                     .L = 1,
                                     .taps = taps.data(),
                                     .J = size(taps),
                                     .weights = own.data(),
                                     .start = &start,
                                     .target = output->value.data + n * output->value.step(),
                                     .targetRows = &target,
                                     .M = 1,
                                     .vectors = pass.k.vectorsFor(output->samples)});
                }
        });
    }

    void weightGradients(const Pass& pass)
    {
        const auto& gradient = output->gradientRows();
        const auto& x = source();
        const auto& live = inputs[0]->live;
        Indices columns;
        if (!m_depthwise)
            for (const auto l : live)
                for (const auto k : m_gradientTaps)
                    columns.push_back(sourceOffset(l) + inputOffset(k));
        Indices rows;
        for (const auto m : m_gradientRows)
            rows.push_back(gradient.offset(m));
        const auto Q = m_depthwise ? size(m_gradientTaps) : size(columns);
        m_weightGradient.resize(index(size(rows) * Q));
        const std::int64_t grain = m_depthwise ? 1 : 12; // whole tiles of every form
        const auto blocks = (size(rows) + grain - 1) / grain;
        inParallel(blocks, 1, [&](std::int64_t first, std::int64_t last) {
            Indices own(m_gradientTaps.size());
            for (auto block = first; block < last; ++block) {
                const auto row = block * grain;
                if (m_depthwise)
                    for (std::size_t j = 0; j < own.size(); ++j)
                        own[j] = sourceOffset(m_gradientRows[index(row)]) + inputOffset(m_gradientTaps[j]);
                pass.k.weightGradient({.gradient = gradient.data,
                                       .gradientStep = gradient.step(),
                                       .gradientRows = rows.data() + row,
                                       .M = std::min(grain, size(rows) - row),
                                       .input = x.data,
                                       .inputStep = x.step(),
                                       .columns = m_depthwise ? own.data() : columns.data(),
                                       .Q = Q,
                                       .N = output->n,
                                       .vectors = pass.k.vectorsFor(output->samples),
                                       .out = m_weightGradient.data() + row * Q});
            }
        });
        spreadWeightGradient(pass);
    }

    /// From the gradient of the masked weights to those of weights, bias and masks.
    void spreadWeightGradient(const Pass& pass)
    {
        const auto J = m_gradientTaps.size();
        std::vector<double> ofTaps(J, 0.0);
        const auto one = Indices{0};
        const auto& columns = m_depthwise ? one : inputs[0]->live;
        const auto* v = m_weightGradient.data();
        const bool learnsTaps = m_masks.taps >= 0 && pass.maskGradients != nullptr;
        for (const auto m : m_gradientRows) {
            const auto mask = rowMask(pass, m);
            double ofRow = 0;
            for (const auto l : columns) {
                const auto place = m_place.weight + m * rowOfWeight() + l * m_conv.K;
                for (std::size_t j = 0; j < J; ++j, ++v) {
                    const auto k = m_gradientTaps[j];
                    const auto tap = m_tapMask[index(k)];
                    const auto product = *v * pass.parameters[place + k];
                    pass.parameterGradients[place + k] = *v * tap * mask;
                    if (learnsTaps)
                        ofTaps[j] += static_cast<double>(product * mask);
                    ofRow += static_cast<double>(product * tap);
                }
            }
            if (m_place.bias >= 0 && !output->onlyNormalised) { // a batch-norm takes any constant away again
                const auto sum = sumOfRow(pass, m);
                pass.parameterGradients[m_place.bias + m] = static_cast<float>(sum) * mask;
                ofRow += sum * static_cast<double>(pass.parameters[m_place.bias + m]);
            }
            if (m_masks.channels >= 0 && pass.maskGradients != nullptr)
                pass.maskGradients[m_masks.channels + m / m_masks.repeat] += static_cast<float>(ofRow);
        }
        if (learnsTaps)
            for (std::size_t j = 0; j < J; ++j)
                pass.maskGradients[m_masks.taps + m_gradientTaps[j]] += static_cast<float>(ofTaps[j]);
    }

    [[nodiscard]] double sumOfRow(const Pass&, std::int64_t m) const
    {
        double sum = 0;
        for (std::int64_t n = 0; n < output->n; ++n) {
            const auto* g = output->gradientRows().at(n, m);
            float row = 0;
            for (std::int64_t t = 0; t < output->samples; ++t)
                row += g[t];
            sum += static_cast<double>(row);
        }
        return sum;
    }

    void inputGradients(const Pass& pass)
    {
        auto& x = *inputs[0];
        const bool accumulate = beginGradient(x);
        if (m_conv.s == 1)
            return spreadPhase(pass, 0, accumulate);
        for (std::int64_t p = 0; p < m_conv.s; ++p)
            spreadPhase(pass, p, accumulate);
    }

    /// gx[c, q s + p] = sum_m sum_k g[m, q - floor((k d - left) / s)] W[m, c, k] over the taps k of phase p.
    void spreadPhase(const Pass& pass, std::int64_t phase, bool accumulate)
    {
        auto& x = *inputs[0];
        const auto& gradient = output->gradientRows();
        Indices kernelTaps, offsets;
        m_tapScale.clear();
        for (const auto k : m_forwardTaps) {
            const auto shift = k * m_conv.d - m_conv.padding.left;
            const auto q = floorDivide(shift, m_conv.s);
            if (shift - q * m_conv.s != phase)
                continue;
            kernelTaps.push_back(k);
            offsets.push_back(-q);
            m_tapScale.push_back(m_tapMask[index(k)]);
        }
        const auto samples = phase < x.samples ? (x.samples - phase + m_conv.s - 1) / m_conv.s : 0;
        if (samples == 0)
            return;
        const auto vectors = pass.k.vectorsFor(samples);
        Indices rows, sources;
        m_scale.clear();
        for (const auto m : m_signalRows) {
            rows.push_back(m * rowOfWeight());
            sources.push_back(gradient.offset(m));
            m_scale.push_back(rowMask(pass, m));
        }
        Indices columns;
        for (const auto c : x.wanted)
            columns.push_back(c * m_conv.K);
        if (!m_depthwise)
            packInto(pass, {.weights = weights(pass),
                            .rows = columns.data(),
                            .M = size(columns),
                            .columns = rows.data(),
                            .L = size(rows),
                            .taps = kernelTaps.data(),
                            .J = size(kernelTaps),
                            .tapScale = m_tapScale.data(),
                            .columnScale = m_scale.data()});
        const bool direct = m_conv.s == 1;
        inParallel(x.n, 1, [&](std::int64_t first, std::int64_t last) {
            std::vector<float> own(m_depthwise ? kernelTaps.size() : 0);
            std::vector<float> held(direct ? 0 : index(size(x.wanted) * vectors * pass.k.lanes));
            Indices targets;
            for (std::size_t i = 0; i < x.wanted.size(); ++i)
                targets.push_back(direct ? x.gradientRows().offset(x.wanted[i])
                                         : static_cast<std::int64_t>(i) * vectors * pass.k.lanes);
            for (auto n = first; n < last; ++n) {
                kernels::Convolution c{.source = gradient.data + n * gradient.step(),
                                       .sourceRows = sources.data(),
                                       .L = size(sources),
                                       .taps = offsets.data(),
                                       .J = size(offsets),
                                       .weights = m_packed.data(),
                                       .target = direct ? x.gradientRows().data + n * x.gradientRows().step() : held.data(),
                                       .targetRows = targets.data(),
                                       .M = size(targets),
                                       .vectors = vectors,
                                       .accumulate = direct && accumulate};
                if (m_depthwise)
                    spreadDepthwise(pass, c, kernelTaps, own);
                else
                    pass.k.convolve(c);
                if (!direct)
                    interleave(n, phase, samples, vectors * pass.k.lanes, held, accumulate);
            }
        });
        if (direct)
            clearTails(pass, x, x.gradientRows(), x.wanted);
    }

    void spreadDepthwise(const Pass& pass, kernels::Convolution c, const Indices& kernelTaps, std::vector<float>& own)
    {
        const auto& x = *inputs[0];
        const auto* targets = c.targetRows;
        for (std::size_t i = 0; i < x.wanted.size(); ++i) {
            const auto m = x.wanted[i];
            const auto mask = output->deaf[index(m)] ? 0.0F : rowMask(pass, m);
            for (std::size_t j = 0; j < own.size(); ++j)
                own[j] = weights(pass)[m * m_conv.K + kernelTaps[j]] * m_tapMask[index(kernelTaps[j])] * mask;
            const auto row = output->gradientRows().offset(m);
            c.sourceRows = &row;
            c.L = mask == 0 ? 0 : 1;
            c.weights = own.data();
            c.targetRows = targets + i;
            c.M = 1;
            pass.k.convolve(c);
        }
    }

    void interleave(std::int64_t n, std::int64_t phase, std::int64_t samples, std::int64_t pitch,
                    const std::vector<float>& held, bool accumulate)
    {
        const auto& x = *inputs[0];
        for (std::size_t i = 0; i < x.wanted.size(); ++i) {
            auto* to = x.gradientRows().at(n, x.wanted[i]) + phase;
            const auto* from = held.data() + static_cast<std::int64_t>(i) * pitch;
            for (std::int64_t q = 0; q < samples; ++q)
                to[q * m_conv.s] = accumulate ? to[q * m_conv.s] + from[q] : from[q];
        }
    }

    void gatherTapScale()
    {
        m_tapScale.clear();
        for (const auto k : m_forwardTaps)
            m_tapScale.push_back(m_tapMask[index(k)]);
    }
    void packInto(const Pass& pass, const kernels::Packing& packing)
    {
        m_packed.resize(index(pass.k.packedSize(packing)));
        pass.k.pack(packing, m_packed.data());
    }
    static std::int64_t size(const Indices& list) { return static_cast<std::int64_t>(list.size()); }

    Conv1d m_conv;
    bool m_depthwise;
    std::int64_t m_columnsOfWeight;
    Placement m_place;
    MaskPlaces::Entry m_masks;
    std::vector<float> m_tapMask;
    Indices m_forwardTaps;  ///< taps that are on
    Indices m_gradientTaps; ///< taps whose weight gradient is of use
    Indices m_gradientRows; ///< output channels with a gradient
    Indices m_signalRows;
    Rows m_strided;
    std::vector<float> m_stridedBuffer;
    std::vector<float> m_packed, m_weightGradient, m_scale, m_tapScale, m_start;
};

} // namespace

std::unique_ptr<Stage> makeConvStage(const Conv1d& conv, std::int64_t C_in, const Placement& place,
                                     const MaskPlaces::Entry& masks)
{
    return std::make_unique<ConvStage>(conv, C_in, place, masks);
}

} // namespace pitlane::fast
