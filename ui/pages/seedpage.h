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

namespace pitlane {

class DataPreview;
class LayersModel;
class LayerStrip;
class Panel;
class SeedSummary;
class ToneLabel;

/// Seed: the network to be searched as a strip and as a table whose cells edit it.
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

private:
    void follow(ProjectSession* session);
    void refresh();
    void refreshCombo();
    void refreshMakeSeed(bool isWritable);
    void showSelected();
    void select(const QString& layer);
    void useSeed(const NetworkSpec& seed, const std::optional<NetworkSpec>& handTuned, const QString& text);
    void refuse(const QString& sentence);
    [[nodiscard]] QString describe(std::size_t layer) const;

    DataPreview& m_preview;
    std::vector<BuiltinSeed> m_builtin;
    SeedRequest m_builtinRequest;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_content = nullptr;
    QComboBox* m_combo = nullptr;
    QPushButton* m_import = nullptr;
    QPushButton* m_makeSeed = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_use = nullptr;
    LayerStrip* m_strip = nullptr;
    LayersModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    ToneLabel* m_selectedTitle = nullptr;
    ToneLabel* m_selectedText = nullptr;
    SeedSummary* m_summary = nullptr;
    QString m_selected;
    bool m_isSelecting = false;
};

} // namespace pitlane
