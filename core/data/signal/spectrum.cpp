// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/signal/spectrum.h"

#include "core/data/text.h"

#include <fftw3.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numbers>

namespace pitlane {

namespace {

struct Free
{
    void operator()(void* memory) const { fftwf_free(memory); }
};
using Reals = std::unique_ptr<float[], Free>;
using Complexes = std::unique_ptr<fftwf_complex[], Free>;

/// A real FFT of one length. FFTW's planner is not for several threads; running a plan is.
class Fft
{
public:
    explicit Fft(std::int64_t length) : m_length(length)
    {
        const auto in = reals();
        const auto out = complexes();
        const std::scoped_lock lock(planner());
        m_plan = fftwf_plan_dft_r2c_1d(static_cast<int>(length), in.get(), out.get(), FFTW_ESTIMATE);
    }
    ~Fft()
    {
        const std::scoped_lock lock(planner());
        fftwf_destroy_plan(m_plan);
    }
    Fft(const Fft&) = delete;
    Fft& operator=(const Fft&) = delete;

    [[nodiscard]] std::int64_t length() const { return m_length; }
    [[nodiscard]] std::int64_t bins() const { return m_length / 2 + 1; }
    [[nodiscard]] Reals reals() const { return Reals(fftwf_alloc_real(static_cast<std::size_t>(m_length))); }
    [[nodiscard]] Complexes complexes() const
    {
        return Complexes(fftwf_alloc_complex(static_cast<std::size_t>(bins())));
    }
    void run(float* in, fftwf_complex* out) const { fftwf_execute_dft_r2c(m_plan, in, out); }

private:
    static std::mutex& planner()
    {
        static std::mutex mutex;
        return mutex;
    }

    std::int64_t m_length;
    fftwf_plan m_plan = nullptr;
};

std::vector<float> periodicHann(std::int64_t length)
{
    std::vector<float> window;
    for (std::int64_t i = 0; i < length; ++i)
        window.push_back(static_cast<float>(
            0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(length))));
    return window;
}

double melOf(double hertz)
{
    return 2595 * std::log10(1 + hertz / 700);
}

/// Triangles over the mel scale, as HTK has them: [bands][bins].
std::vector<float> melTriangles(const FrontEnd& settings, std::int64_t bins, double binHz)
{
    const double low = melOf(settings.lowHz);
    const double step = (melOf(settings.highHz) - low) / static_cast<double>(settings.melBands + 1);
    std::vector<float> weights;
    for (std::int64_t band = 0; band < settings.melBands; ++band)
        for (std::int64_t bin = 0; bin < bins; ++bin) {
            const double place = (melOf(static_cast<double>(bin) * binHz) - low) / step - static_cast<double>(band);
            weights.push_back(static_cast<float>(std::max(0.0, std::min(place, 2 - place))));
        }
    return weights;
}

/// Orthonormal DCT-II: [coefficients][bands].
std::vector<float> dctRows(std::int64_t coefficients, std::int64_t bands)
{
    std::vector<float> rows;
    const auto n = static_cast<double>(bands);
    for (std::int64_t k = 0; k < coefficients; ++k)
        for (std::int64_t band = 0; band < bands; ++band)
            rows.push_back(static_cast<float>(
                std::sqrt((k == 0 ? 1 : 2) / n) *
                std::cos(std::numbers::pi * (static_cast<double>(band) + 0.5) * static_cast<double>(k) / n)));
    return rows;
}

/// Columns first .. end of a row of a matrix; the others hold zeros.
struct Stretch
{
    std::size_t first = 0;
    std::size_t end = 0;
};

/// Where each row differs from zero: a mel triangle covers a few bins out of hundreds.
std::vector<Stretch> stretchesOf(std::span<const float> matrix, std::int64_t columns)
{
    std::vector<Stretch> stretches;
    for (; !matrix.empty(); matrix = matrix.subspan(static_cast<std::size_t>(columns))) {
        Stretch stretch;
        for (std::size_t c = 0; c < static_cast<std::size_t>(columns); ++c)
            if (matrix[c] != 0) {
                stretch.first = stretch.end == 0 ? c : stretch.first;
                stretch.end = c + 1;
            }
        stretches.push_back(stretch);
    }
    return stretches;
}

/// Matrix times vector, one sum per row.
void multiply(std::span<const float> matrix, std::span<const Stretch> stretches, std::span<const float> vector,
              std::span<float> result)
{
    for (std::size_t r = 0; r < result.size(); ++r) {
        float sum = 0;
        for (auto c = stretches[r].first; c < stretches[r].end; ++c)
            sum += matrix[r * vector.size() + c] * vector[c];
        result[r] = sum;
    }
}

} // namespace

struct Spectrum::Impl
{
    FrontEnd settings;
    std::int64_t frame = 0;
    std::int64_t hop = 0;
    Fft fft;
    std::vector<float> window;
    std::vector<float> mel;
    std::vector<Stretch> melStretches;
    std::vector<float> dct; ///< empty: log-mel energies are the result
    std::vector<Stretch> dctStretches;
};

Spectrum::Spectrum(const FrontEnd& settings, double sampleRateHz)
{
    const auto frame = std::llround(settings.frameSeconds * sampleRateHz);
    const auto hop = std::llround(settings.hopSeconds * sampleRateHz);
    if (frame < 2 || hop < 1)
        throw DatasetError("The front end: a frame of " + std::to_string(frame) + " and a hop of " +
                           std::to_string(hop) + " samples. Choose longer ones, or correct the sample rate.");
    constexpr std::int64_t longestFft = 1 << 20;
    if (settings.kind == FrontEnd::Kind::None || settings.fftLength > longestFft ||
        (settings.fftLength & (settings.fftLength - 1)) != 0)
        throw DatasetError("The front end: an FFT of " + std::to_string(settings.fftLength) +
                           " samples. Choose a kind, and a power of two up to " + std::to_string(longestFft) + ".");
    if (settings.fftLength < frame)
        throw DatasetError("The front end: a frame has " + std::to_string(frame) + " samples, but the FFT only " +
                           std::to_string(settings.fftLength) + ". Choose a longer FFT or shorter frames.");
    if (settings.highHz > sampleRateHz / 2)
        throw DatasetError("The front end: mel bands up to " + numberText(static_cast<float>(settings.highHz)) +
                           " Hz, but the signal holds frequencies up to " +
                           numberText(static_cast<float>(sampleRateHz / 2)) + " Hz. Choose a lower upper end.");
    if (!(settings.lowHz >= 0 && settings.lowHz < settings.highHz))
        throw DatasetError("The front end: mel bands from " + numberText(static_cast<float>(settings.lowHz)) + " to " +
                           numberText(static_cast<float>(settings.highHz)) +
                           " Hz. Choose a lower end of at least 0 Hz, below the upper one.");
    if (settings.melBands < 1)
        throw DatasetError("The front end: " + std::to_string(settings.melBands) +
                           " mel bands, expected at least 1. Choose more.");
    if (settings.kind == FrontEnd::Kind::Mfcc &&
        (settings.coefficients < 1 || settings.coefficients > settings.melBands))
        throw DatasetError("The front end: " + std::to_string(settings.coefficients) + " coefficients of " +
                           std::to_string(settings.melBands) +
                           " mel bands, expected at least 1 and no more than there are bands.");
    const auto bins = settings.fftLength / 2 + 1;
    m.reset(new Impl{.settings = settings,
                     .frame = frame,
                     .hop = hop,
                     .fft = Fft(settings.fftLength),
                     .window = periodicHann(frame),
                     .mel = melTriangles(settings, bins, sampleRateHz / static_cast<double>(settings.fftLength)),
                     .melStretches = {},
                     .dct = {},
                     .dctStretches = {}});
    m->melStretches = stretchesOf(m->mel, bins);
    if (settings.kind == FrontEnd::Kind::Mfcc) {
        m->dct = dctRows(settings.coefficients, settings.melBands);
        m->dctStretches = stretchesOf(m->dct, settings.melBands);
    }
}

Spectrum::~Spectrum() = default;
Spectrum::Spectrum(Spectrum&&) noexcept = default;
Spectrum& Spectrum::operator=(Spectrum&&) noexcept = default;

std::int64_t Spectrum::frameLength() const
{
    return m->frame;
}

std::int64_t Spectrum::hop() const
{
    return m->hop;
}

std::int64_t Spectrum::framesOf(std::int64_t samples) const
{
    return samples < m->frame ? 0 : (samples - m->frame) / m->hop + 1;
}

std::int64_t Spectrum::rows() const
{
    return m->settings.kind == FrontEnd::Kind::Mfcc ? m->settings.coefficients : m->settings.melBands;
}

std::vector<float> Spectrum::operator()(std::span<const float> signal) const
{
    const auto frames = framesOf(std::ssize(signal));
    if (frames < 1)
        throw DatasetError("The front end: a signal of " + counted(std::ssize(signal), "sample") +
                           " is shorter than one frame of " + std::to_string(m->frame) + ". Take longer windows.");
    const auto in = m->fft.reals();
    const auto out = m->fft.complexes();
    std::vector<float> magnitudes(static_cast<std::size_t>(m->fft.bins()));
    std::vector<float> bands(static_cast<std::size_t>(m->settings.melBands));
    std::vector<float> column(static_cast<std::size_t>(rows()));
    std::vector<float> result(static_cast<std::size_t>(rows() * frames));
    const auto offset = static_cast<float>(m->settings.logOffset);
    for (std::int64_t f = 0; f < frames; ++f) {
        std::fill(in.get(), in.get() + m->fft.length(), 0.F);
        for (std::int64_t i = 0; i < m->frame; ++i)
            in[static_cast<std::size_t>(i)] =
                signal[static_cast<std::size_t>(f * m->hop + i)] * m->window[static_cast<std::size_t>(i)];
        m->fft.run(in.get(), out.get());
        for (std::size_t bin = 0; bin < magnitudes.size(); ++bin)
            magnitudes[bin] = std::sqrt(out[bin][0] * out[bin][0] + out[bin][1] * out[bin][1]);
        multiply(m->mel, m->melStretches, magnitudes, bands);
        for (auto& band : bands)
            band = std::log(band + offset);
        if (m->dct.empty())
            column = bands;
        else
            multiply(m->dct, m->dctStretches, bands, column);
        for (std::size_t r = 0; r < column.size(); ++r)
            result[r * static_cast<std::size_t>(frames) + static_cast<std::size_t>(f)] = column[r];
    }
    return result;
}

std::span<const float> Spectrum::window() const
{
    return m->window;
}

std::span<const float> Spectrum::melWeights() const
{
    return m->mel;
}

std::span<const float> Spectrum::dct() const
{
    return m->dct;
}

std::vector<float> welchSpectrum(std::span<const float> signal, std::int64_t length)
{
    if (length < 2)
        throw DatasetError("A spectrum of pieces of " + std::to_string(length) + " samples, expected at least 2.");
    const Fft fft(length);
    const auto window = periodicHann(length);
    const auto in = fft.reals();
    const auto out = fft.complexes();
    std::vector<double> sums(static_cast<std::size_t>(fft.bins()));
    std::int64_t pieces = 0;
    for (std::int64_t first = 0; pieces == 0 || first + length <= std::ssize(signal);
         first += std::max<std::int64_t>(1, length / 2)) {
        for (std::int64_t i = 0; i < length; ++i)
            in[static_cast<std::size_t>(i)] =
                first + i < std::ssize(signal)
                    ? signal[static_cast<std::size_t>(first + i)] * window[static_cast<std::size_t>(i)]
                    : 0.F;
        fft.run(in.get(), out.get());
        for (std::size_t bin = 0; bin < sums.size(); ++bin)
            sums[bin] += std::hypot(out[bin][0], out[bin][1]);
        ++pieces;
    }
    std::vector<float> magnitudes;
    for (const auto sum : sums)
        magnitudes.push_back(static_cast<float>(sum / static_cast<double>(pieces)));
    return magnitudes;
}

} // namespace pitlane
