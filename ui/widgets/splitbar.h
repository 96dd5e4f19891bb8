// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstdint>
#include <optional>

namespace pitlane {

/// The parts of the data as one bar: train, validation, test with their counts. The test part takes the rest when it is
/// there; widths keep their order but leave room for each word.
class SplitBar : public QWidget
{
    Q_OBJECT
public:
    explicit SplitBar(QWidget* parent = nullptr);
    void setCounts(std::int64_t train, std::int64_t validation, std::optional<std::int64_t> test);
    [[nodiscard]] QSize sizeHint() const override { return {240, 44}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {180, 44}; }

private:
    void paintEvent(QPaintEvent* event) override;
    std::int64_t m_train = 0;
    std::int64_t m_validation = 0;
    std::optional<std::int64_t> m_test;
};

} // namespace pitlane
