// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace pitlane {

/// A network that an earlier search of this project found: strength and size.
struct FoundSize
{
    double lambda = 0;
    double size = 0; ///< parameters or MACs
    bool operator==(const FoundSize&) const = default;
};

/// The strengths of a sweep on a log axis: chosen range filled, one stem and disc per value, two handles at its ends, a
/// dashed mark at 1 / seed size. Networks found before stand as small dots over their strength.
///
/// Mouse: drag a handle to move an end (the values keep their equal ratios), drag a disc to move one value,
/// double-click adds one. Keyboard: Tab to a handle or value, left and right move it by 1 % of a decade (Shift: 10 %),
/// Delete removes.
class LambdaEditor : public QWidget
{
    Q_OBJECT
public:
    explicit LambdaEditor(QWidget* parent = nullptr);

    /// Strengths in rising order.
    void setLambdas(const std::vector<double>& lambdas);
    [[nodiscard]] const std::vector<double>& lambdas() const { return m_lambdas; }
    /// 1 / seed size; 0: no mark.
    void setSeedMark(double lambda);
    void setFound(const std::vector<FoundSize>& found, const QString& sizeName, double seedSize);

    [[nodiscard]] QSize sizeHint() const override { return {600, 180}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {300, 120}; }

    static constexpr double lowest = 1e-10;
    static constexpr double highest = 1e3; ///< costs in ms or mJ are small numbers

Q_SIGNALS:
    /// Sorted, all within lowest .. highest. `settled` is false while the mouse still drags.
    void lambdasEdited(const std::vector<double>& lambdas, bool settled);

private:
    enum class Part { None, First, Last, Value };
    struct Grip
    {
        Part part = Part::None;
        int value = -1;
        bool operator==(const Grip&) const = default;
    };

    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

    [[nodiscard]] QRectF plotRect() const;
    [[nodiscard]] double x(double lambda) const;
    [[nodiscard]] double lambdaAt(double x) const;
    [[nodiscard]] double sizeY(double size) const;
    [[nodiscard]] double discY(int value) const;
    [[nodiscard]] Grip gripAt(const QPointF& position) const;
    [[nodiscard]] std::pair<double, double> axisRange() const;
    void move(const Grip& grip, double lambda, bool settled);
    void emitEdited(std::vector<double> lambdas, bool settled);
    [[nodiscard]] int gripCount() const;
    [[nodiscard]] Grip gripNumber(int number) const;
    void speak();
    void paintAxis(QPainter& painter) const;
    void paintFound(QPainter& painter) const;
    void paintValues(QPainter& painter) const;
    void paintHandle(QPainter& painter, double lambda, bool focused) const;

    std::vector<double> m_lambdas;
    std::vector<double> m_dragStart;
    std::vector<FoundSize> m_found;
    QString m_sizeName;
    double m_seedSize = 0;
    double m_seedMark = 0;
    Grip m_dragged;
    int m_focused = 0; ///< number of the grip that has the keyboard
};

} // namespace pitlane
