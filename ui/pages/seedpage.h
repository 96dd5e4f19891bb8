// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/network/seeds.h"
#include "ui/page.h"

#include <filesystem>

class QComboBox;
class QPushButton;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace pitlane {

class DataPreview;
class LayerActions;
class LayersModel;
class LayerStrip;
class Panel;
class SeedSummary;
class ToneLabel;

/// Seed: the network to be searched as a strip and as a table that edits it: cells for values, actions for layers.
class SeedPage : public Page
{
    Q_OBJECT
public:
    explicit SeedPage(Context& context, QWidget* parent = nullptr);

    /// Takes the network of a JSON or ONNX file as seed; a file that cannot be read says why below the table.
    void importNetwork(const std::filesystem::path& file);
    /// Undilates the filters of the network, which then is the hand-tuned reference of its own seed.
    void makeSeed();
    void exportNetwork(const std::filesystem::path& file);
    /// Takes the built-in seed of the same name, and its hand-tuned network, again.
    void resetToBuiltin();

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow(ProjectSession* session);
    void refresh();
    void refreshCombo();
    void refreshMakeSeed(bool isWritable);
    void refreshReset(bool isWritable);
    void takeEdit(const NetworkSpec& seed, const QString& what, const QString& layer);
    void spanReason();
    [[nodiscard]] const BuiltinSeed* builtinOfThisName() const;
    void showSelected();
    void select(const QString& layer);
    void useSeed(const NetworkSpec& seed, const std::optional<NetworkSpec>& handTuned, const QString& text);
    void refuse(const QString& sentence);
    [[nodiscard]] QString describe(std::size_t row) const;
    [[nodiscard]] QString describeMasks(std::size_t layer) const;

    DataPreview& m_preview;
    std::vector<BuiltinSeed> m_builtin;
    SeedRequest m_builtinRequest;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_content = nullptr;
    QComboBox* m_combo = nullptr;
    QToolButton* m_reset = nullptr;
    QPushButton* m_import = nullptr;
    QPushButton* m_makeSeed = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_use = nullptr;
    LayerStrip* m_strip = nullptr;
    LayersModel* m_model = nullptr;
    LayerActions* m_actions = nullptr;
    QTableView* m_table = nullptr;
    ToneLabel* m_selectedTitle = nullptr;
    ToneLabel* m_selectedText = nullptr;
    SeedSummary* m_summary = nullptr;
    QString m_selected;
    int m_column = -1; ///< where the keyboard was in the table
    bool m_isSelecting = false;
};

} // namespace pitlane
