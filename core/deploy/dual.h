// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

/// Private to core/deploy: a number with its three derivatives, so that a cost formula is written once and gives value
/// and gradient.
namespace pitlane::detail {

/// v, and dv / d(C_in, C_out, K).
struct Dual
{
    double v = 0;
    std::array<double, 3> g{};

    Dual() = default;
    Dual(double value) : v(value) {} // numbers mix freely with duals in a formula
    Dual(double value, std::array<double, 3> gradient) : v(value), g(gradient) {}

    /// f(x) for a function with that value and slope at x.
    [[nodiscard]] Dual through(double value, double slope) const
    {
        return {value, {slope * g[0], slope * g[1], slope * g[2]}};
    }
};

inline Dual operator+(const Dual& a, const Dual& b)
{
    return {a.v + b.v, {a.g[0] + b.g[0], a.g[1] + b.g[1], a.g[2] + b.g[2]}};
}
inline Dual operator-(const Dual& a, const Dual& b)
{
    return {a.v - b.v, {a.g[0] - b.g[0], a.g[1] - b.g[1], a.g[2] - b.g[2]}};
}
inline Dual operator*(const Dual& a, const Dual& b)
{
    return {a.v * b.v, {a.v * b.g[0] + a.g[0] * b.v, a.v * b.g[1] + a.g[1] * b.v, a.v * b.g[2] + a.g[2] * b.v}};
}
inline Dual operator/(const Dual& a, const Dual& b)
{
    const auto quotient = a.v / b.v;
    return {
        quotient,
        {(a.g[0] - quotient * b.g[0]) / b.v, (a.g[1] - quotient * b.g[1]) / b.v, (a.g[2] - quotient * b.g[2]) / b.v}};
}
/// The smaller one; at a tie the first.
inline Dual least(const Dual& a, const Dual& b)
{
    return b.v < a.v ? b : a;
}
/// max(0, x); slope 0 at 0.
inline Dual positivePart(const Dual& a)
{
    return a.v > 0 ? a : Dual(0);
}

} // namespace pitlane::detail
