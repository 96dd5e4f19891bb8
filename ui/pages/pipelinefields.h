// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"
#include "ui/models/sourcescan.h"

#include <QObject>

#include <functional>

class QCheckBox;
class QLineEdit;

namespace pitlane {

class CheckListButton;
class Choice;
class FormRows;
class NumberField;
class StepsEditor;
class ToneLabel;

/// Makes what depends on other settings fit them: the measure the task, the reduction the labels, the windows the
/// layout. Called after every edit.
void settle(Pipeline& pipeline);

/// Some fields of a pipeline in a form: shows what the source says, tells what the user made of it.
class PipelineFields : public QObject
{
    Q_OBJECT
public:
    /// `scan`: what can be chosen from. `train`: null where it is not read.
    virtual void fill(const DataSource& source, const SourceScan& scan, const Dataset* train) = 0;

Q_SIGNALS:
    void edited(const pitlane::Pipeline& pipeline, const QString& what);
    void refused(const QString& sentence);

protected:
    PipelineFields(FormRows& rows, QObject* parent);
    void keep(const DataSource& source, const SourceScan& scan);
    [[nodiscard]] const DataSource& source() const { return m_source; }
    [[nodiscard]] const SourceScan& scan() const { return m_scan; }
    [[nodiscard]] FormRows& rows() const { return m_rows; }
    /// Applies `edit` to the pipeline, settles it, and tells when it differs.
    void change(const QString& what, const std::function<void(Pipeline&)>& edit);
    /// A field for a number; `edit` gets it.
    [[nodiscard]] NumberField* makeNumber(bool isWhole, double least, double most, const QString& name,
                                          const std::function<void(Pipeline&, double)>& edit);
    [[nodiscard]] Choice* makeChoice(const QString& name, const std::function<void(Pipeline&, const QVariant&)>& edit);
    [[nodiscard]] QCheckBox* makeBox(const QString& words, const std::function<void(Pipeline&, bool)>& edit);

private:
    FormRows& m_rows;
    DataSource m_source;
    SourceScan m_scan;
};

/// What the arrays of the files mean: format, task, label, channels, subject, repetition, time and rate.
class RoleFields : public PipelineFields
{
    Q_OBJECT
public:
    RoleFields(FormRows& rows, QObject* parent);
    void fill(const DataSource& source, const SourceScan& scan, const Dataset* train) override;
    [[nodiscard]] Choice& subject() const { return *m_subject; }

private:
    void fillLabel(const Dataset* train);
    void fillSignal(const Dataset* train);
    [[nodiscard]] QWidget* makeSignal();

    Choice* m_format = nullptr;
    Choice* m_header = nullptr;
    Choice* m_separator = nullptr;
    Choice* m_task = nullptr;
    Choice* m_layout = nullptr;
    Choice* m_label = nullptr;
    Choice* m_per = nullptr;
    Choice* m_reduce = nullptr;
    NumberField* m_purity = nullptr;
    QWidget* m_purityHolder = nullptr;
    CheckListButton* m_leaveOut = nullptr;
    CheckListButton* m_merged = nullptr;
    QLineEdit* m_unit = nullptr;
    QWidget* m_signal = nullptr;
    Choice* m_values = nullptr;
    CheckListButton* m_channels = nullptr;
    QWidget* m_columns = nullptr;
    Choice* m_first = nullptr;
    Choice* m_last = nullptr;
    Choice* m_subject = nullptr;
    Choice* m_repetition = nullptr;
    QWidget* m_time = nullptr;
    Choice* m_timeArray = nullptr;
    Choice* m_timeUnit = nullptr;
    QWidget* m_rateHolder = nullptr;
    NumberField* m_rate = nullptr;
    QStringList m_classes; ///< that can be left out
    std::vector<ChannelRole> m_possible;
};

/// How signals are cleaned and cut: windows, filters, front end.
class WindowFields : public PipelineFields
{
    Q_OBJECT
public:
    WindowFields(FormRows& rows, QObject* parent);
    void fill(const DataSource& source, const SourceScan& scan, const Dataset* train) override;

private:
    [[nodiscard]] QWidget* makeWindow();
    [[nodiscard]] QWidget* makeFrontEnd();

    QWidget* m_window = nullptr;
    Choice* m_cut = nullptr;
    ToneLabel* m_length = nullptr;
    QWidget* m_lengths = nullptr;
    NumberField* m_seconds = nullptr;
    NumberField* m_hop = nullptr;
    QWidget* m_hopHolder = nullptr;
    Choice* m_unit = nullptr;
    StepsEditor* m_filters = nullptr;
    QWidget* m_frontEnd = nullptr;
    Choice* m_kind = nullptr;
    QWidget* m_details = nullptr;
    std::vector<std::pair<NumberField*, std::function<double(const FrontEnd&)>>> m_numbers;
    QWidget* m_coefficients = nullptr;
};

/// What training makes of examples: scaling, quality measure, weights, random changes.
class LearningFields : public PipelineFields
{
    Q_OBJECT
public:
    LearningFields(FormRows& rows, QObject* parent);
    void fill(const DataSource& source, const SourceScan& scan, const Dataset* train) override;

private:
    Choice* m_scaling = nullptr;
    QCheckBox* m_perChannel = nullptr;
    Choice* m_measure = nullptr;
    Choice* m_weights = nullptr;
    StepsEditor* m_augmentations = nullptr;
};

} // namespace pitlane
