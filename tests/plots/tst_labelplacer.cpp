// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/labelplacer.h"

#include <QTest>

using namespace pitlane;

class tst_LabelPlacer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void labelsNeverOverlap();
    void staysInsideTheArea();
    void avoidsLinesWhenItCan();
    void refusesWhenNothingIsFree();
};

void tst_LabelPlacer::labelsNeverOverlap()
{
    LabelPlacer placer(QRectF(0, 0, 400, 200));
    std::vector<QRectF> placed;
    for (int i = 0; i < 8; ++i) {
        const QPointF mark(100 + 12 * i, 100);
        placer.block(QRectF(mark.x() - 5, mark.y() - 5, 10, 10));
    }
    for (int i = 0; i < 8; ++i) {
        const QSizeF size(18, 10);
        if (const auto corner = placer.place(QPointF(100 + 12 * i, 100), 5, size)) {
            const QRectF label(*corner, size);
            for (const auto& other : placed)
                QVERIFY(!label.intersects(other));
            placed.push_back(label);
        }
    }
    QVERIFY(placed.size() >= 4);
}

void tst_LabelPlacer::staysInsideTheArea()
{
    const QRectF area(50, 20, 100, 60);
    LabelPlacer placer(area);
    const QSizeF size(30, 12);
    for (const auto& mark : {QPointF(52, 22), QPointF(148, 22), QPointF(52, 78), QPointF(148, 78)}) {
        const auto corner = placer.place(mark, 5, size);
        QVERIFY(corner.has_value());
        QVERIFY(area.contains(QRectF(*corner, size)));
    }
}

void tst_LabelPlacer::avoidsLinesWhenItCan()
{
    LabelPlacer placer(QRectF(0, 0, 200, 200));
    placer.avoid(QPointF(0, 88), QPointF(200, 88));
    const QSizeF size(20, 10);
    const auto corner = placer.place(QPointF(100, 100), 5, size);
    QVERIFY(corner.has_value());
    QVERIFY(!QRectF(*corner, size).contains(QPointF(corner->x() + 1, 88)));
}

void tst_LabelPlacer::refusesWhenNothingIsFree()
{
    LabelPlacer placer(QRectF(0, 0, 200, 200));
    placer.block(QRectF(0, 0, 200, 200));
    QVERIFY(!placer.place(QPointF(100, 100), 5, QSizeF(20, 10)).has_value());
    QVERIFY(placer.place(QPointF(100, 100), 5, QSizeF(20, 10), true).has_value());
}

QTEST_GUILESS_MAIN(tst_LabelPlacer)
#include "tst_labelplacer.moc"
