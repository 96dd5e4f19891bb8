// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstdint>
#include <vector>

namespace pitlane {

/// An example signal with a bar below it: how many samples, counted back from the newest, one output depends on. An
/// arrow at the left end says that the field reaches beyond the window.
class ReceptiveField : public QWidget
{
    Q_OBJECT
public:
    explicit ReceptiveField(QWidget* parent = nullptr);
    void setSignal(const std::vector<double>& samples, std::int64_t length);
    void setField(std::int64_t samples);
    [[nodiscard]] QSize sizeHint() const override { return {260, 84}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 84}; }

private:
    void paintEvent(QPaintEvent* event) override;
    std::vector<double> m_samples;
    std::int64_t m_length = 0;
    std::int64_t m_field = 0;
};

} // namespace pitlane
