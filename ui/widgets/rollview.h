// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <QImage>
#include <QWidget>

#include <memory>

class QToolButton;

namespace pitlane {

class NumberField;
class ToneLabel;

/// One sequence of a data set as a roll: channels upwards, steps to the right, one mark for each that is on.
class RollView : public QWidget
{
    Q_OBJECT
public:
    explicit RollView(QWidget* parent = nullptr);
    void setData(std::shared_ptr<const Dataset> data);
    /// Shows sequence `at`, from 0.
    void show(std::int64_t at);
    [[nodiscard]] std::int64_t shown() const { return m_at; }
    [[nodiscard]] const QImage& picture() const { return m_picture; }

private:
    class Canvas;
    void draw();

    std::shared_ptr<const Dataset> m_data;
    std::int64_t m_at = 0;
    QImage m_picture;
    Canvas* m_canvas = nullptr;
    NumberField* m_number = nullptr;
    ToneLabel* m_words = nullptr;
    QToolButton* m_previous = nullptr;
    QToolButton* m_next = nullptr;
};

} // namespace pitlane
