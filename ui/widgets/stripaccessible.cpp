// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stripcanvas.h"

#include <QAccessible>
#include <QAccessibleWidget>

#include <map>

namespace pitlane {
namespace {

/// One layer of a strip, as a list item whose name is the sentence of describe().
class ColumnAccessible final : public QAccessibleInterface
{
public:
    ColumnAccessible(StripCanvas& canvas, int index) : m_canvas(canvas), m_index(index) {}

    [[nodiscard]] bool isValid() const override { return column() != nullptr; }
    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* parent() const override
    {
        return QAccessible::queryAccessibleInterface(&m_canvas);
    }
    [[nodiscard]] QAccessibleInterface* child(int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        const auto* shown = column();
        return kind == QAccessible::Name && shown != nullptr ? describe(*shown) : QString();
    }
    void setText(QAccessible::Text, const QString&) override {}
    [[nodiscard]] QRect rect() const override
    {
        const auto* shown = column();
        if (shown == nullptr)
            return {};
        const QRectF area(shown->box.left(), 0, shown->width, m_canvas.height());
        return {m_canvas.mapToGlobal(area.topLeft().toPoint()), area.size().toSize()};
    }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        const auto* shown = column();
        state.selected = shown != nullptr && shown->name == m_canvas.selectedLayer();
        state.focused = state.selected && m_canvas.hasFocus();
        return state;
    }

private:
    [[nodiscard]] const StripColumn* column() const
    {
        const auto& geometry = m_canvas.geometryOfLayers();
        if (!geometry || m_index >= static_cast<int>(geometry->columns.size()))
            return nullptr;
        return &geometry->columns[static_cast<std::size_t>(m_index)];
    }

    StripCanvas& m_canvas;
    int m_index;
};

class StripAccessible final : public QAccessibleWidget
{
public:
    explicit StripAccessible(StripCanvas& canvas) : QAccessibleWidget(&canvas, QAccessible::List), m_canvas(canvas) {}

    ~StripAccessible() override
    {
        for (const auto& [index, id] : m_children)
            QAccessible::deleteAccessibleInterface(id);
    }

    [[nodiscard]] int childCount() const override
    {
        const auto& geometry = m_canvas.geometryOfLayers();
        return geometry ? static_cast<int>(geometry->columns.size()) : 0;
    }

    [[nodiscard]] QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        auto it = m_children.find(index);
        if (it == m_children.end())
            it = m_children
                     .emplace(index, QAccessible::registerAccessibleInterface(new ColumnAccessible(m_canvas, index)))
                     .first;
        return QAccessible::accessibleInterface(it->second);
    }

    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override
    {
        for (const auto& [index, id] : m_children)
            if (QAccessible::accessibleInterface(id) == child)
                return index;
        return -1;
    }

    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override
    {
        const auto& geometry = m_canvas.geometryOfLayers();
        if (!geometry)
            return nullptr;
        return child(geometry->columnOf(geometry->layerAt(m_canvas.mapFromGlobal(QPoint(x, y)))));
    }

private:
    StripCanvas& m_canvas;
    mutable std::map<int, QAccessible::Id> m_children;
};

QAccessibleInterface* makeAccessible(const QString& className, QObject* object)
{
    if (className == QLatin1String("pitlane::StripCanvas"))
        if (auto* canvas = qobject_cast<StripCanvas*>(object))
            return new StripAccessible(*canvas);
    return nullptr;
}

} // namespace

void installStripAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(&makeAccessible);
        return true;
    }();
    Q_UNUSED(installed)
}

} // namespace pitlane
