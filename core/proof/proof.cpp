// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/proof/proof.h"

#include "core/base/jsonreader.h"
#include "core/deploy/package/report.h"
#include "core/proof/golden.h"
#include "core/proof/tools.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>

namespace pitlane {

namespace {

using nlohmann::json;

constexpr int buildSeconds = 600;
constexpr int runSeconds = 300;                ///< the check program itself begins no window after 10 s
constexpr std::int64_t boardFlashSlack = 8192; ///< what check.c needs beside the network

/// The numbers in what a check program printed.
struct CheckOutput
{
    std::int64_t windows = 0;
    std::int64_t digest = -1;
    std::int64_t wrong = -1;
    std::optional<std::int64_t> counted;
    std::vector<std::pair<std::string, std::int64_t>> layers;
    std::string firstComplaint;
};

CheckOutput parse(const QString& text)
{
    CheckOutput output;
    for (const auto& line : text.split(QLatin1Char('\n'))) {
        const auto words = line.trimmed().split(QLatin1Char(' '));
        const auto number = words.last().toLongLong();
        if (words.size() == 2 && words[0] == QLatin1String("windows"))
            output.windows = number;
        else if (words.size() == 2 && words[0] == QLatin1String("digest"))
            output.digest = number;
        else if (words.size() == 2 && words[0] == QLatin1String("wrong"))
            output.wrong = number;
        else if (words.size() == 2 && words[0] == QLatin1String("counted"))
            output.counted = number;
        else if (words.size() >= 3 && words[0] == QLatin1String("layer"))
            output.layers.emplace_back(words.mid(1, words.size() - 2).join(QLatin1Char(' ')).toStdString(), number);
        else if (line.startsWith(QLatin1String("wrong:")) && output.firstComplaint.empty())
            output.firstComplaint = line.trimmed().toStdString();
    }
    return output;
}

class Prover
{
public:
    Prover(const Package& package, const ProofProgress& progress)
        : m_package(package), m_progress(progress), m_report(reportOf(package))
    {
        m_folder = m_temporary.filePath(QStringLiteral("package"));
        write(package, m_folder.toStdString());
    }

    ProofResult prove()
    {
        for (const auto& check : m_report.at("checks")) {
            QElapsedTimer timer;
            timer.start();
            ProofRun run{.where = check.at("where"), .what = {}};
            if (check.contains("size"))
                measure(check, run);
            else
                compare(check, run);
            run.seconds = static_cast<double>(timer.elapsed()) * 1e-3;
            m_result.runs.push_back(std::move(run));
        }
        return std::move(m_result);
    }

private:
    static json reportOf(const Package& package)
    {
        const auto report = package.files.find("report.json");
        if (report == package.files.end())
            throw ExportError("Testing the package: report.json is missing. Export the network again.");
        auto value = parseJson(report->second.content, "report.json");
        if (!value.contains("checks") || !package.files.contains("Check/golden.bin"))
            throw ExportError("Testing the package: its report names no checks. Export the network again.");
        return value;
    }

    /// Whether the tools are there; else says what is missing.
    static bool hasTools(const json& check, ProofRun& run)
    {
        const bool isHost = check.at("preset") == "host";
        const auto missing = isHost ? missingForHost() : missingForCortexM(check.contains("machine"));
        if (missing.isEmpty())
            return true;
        run.what = "Not tested: install " + missing.toStdString() + ".";
        return false;
    }

    /// Whether the emulated board has room.
    [[nodiscard]] bool hasRoom(const json& check, ProofRun& run) const
    {
        if (check.contains("obstacle")) {
            run.what = "Not tested: " + check.at("obstacle").get<std::string>() + ".";
            return false;
        }
        const auto flash = m_report.at("memory").at("flash").at("total").get<std::int64_t>() + boardFlashSlack;
        if (check.contains("flashBytes") && flash > check.at("flashBytes").get<std::int64_t>()) {
            run.what = "Not tested: the network needs about " + std::to_string(flash) +
                       " bytes of flash, and this board has " +
                       std::to_string(check.at("flashBytes").get<std::int64_t>()) + ".";
            return false;
        }
        return true;
    }

    [[nodiscard]] ToolAnswer call(const QString& program, const QStringList& arguments, int seconds,
                                  const std::string& what) const
    {
        return callTool(program, arguments, m_folder, seconds, m_progress, what);
    }

    bool build(const json& check, ProofRun& run) const
    {
        const auto preset = QString::fromStdString(check.at("preset"));
        const auto what = "Building for " + run.where;
        auto answer = call(QStringLiteral("cmake"), {QStringLiteral("--preset"), preset, QStringLiteral("-Wno-dev")},
                           buildSeconds, what);
        if (answer.code == 0)
            answer = call(QStringLiteral("cmake"),
                          {QStringLiteral("--build"), QStringLiteral("--preset"), preset, QStringLiteral("-j2")},
                          buildSeconds, what);
        if (answer.code == 0)
            return true;
        run.status = ProofStatus::Failed;
        run.what = "It does not build: " + tail(answer.text);
        return false;
    }

    [[nodiscard]] QString built(const json& check, const char* field) const
    {
        return m_folder + QStringLiteral("/build/") + QString::fromStdString(check.at("preset")) + QLatin1Char('/') +
               QString::fromStdString(check.at(field));
    }

    void compare(const json& check, ProofRun& run)
    {
        if (!hasTools(check, run) || !hasRoom(check, run) || !build(check, run))
            return;
        const auto program = built(check, "program");
        const auto what = "Running on " + run.where;
        const auto answer =
            check.contains("machine")
                ? call(QStringLiteral("qemu-system-arm"),
                       {QStringLiteral("-M"), QString::fromStdString(check.at("machine")), QStringLiteral("-display"),
                        QStringLiteral("none"), QStringLiteral("-monitor"), QStringLiteral("none"),
                        QStringLiteral("-serial"), QStringLiteral("none"), QStringLiteral("-icount"),
                        QStringLiteral("shift=6"), QStringLiteral("-semihosting-config"),
                        QStringLiteral("enable=on,target=native"), QStringLiteral("-kernel"), program},
                       runSeconds, what)
                : call(program, {}, runSeconds, what);
        judge(answer, run, check.contains("counts"));
    }

    void judge(const ToolAnswer& answer, ProofRun& run, bool counts)
    {
        const auto output = parse(answer.text);
        run.windows = output.windows;
        run.status = ProofStatus::Failed;
        if (answer.code != 0 || output.wrong != 0) {
            run.what = !output.firstComplaint.empty()
                           ? "It gives other bytes than the integer reference; first " + output.firstComplaint + "."
                           : "The program ended with code " + std::to_string(answer.code) + ": " + tail(answer.text);
            return;
        }
        const auto expected = expectedDigest(m_package.files.at("Check/golden.bin").content, output.windows);
        if (output.windows < 1 || output.digest != std::int64_t{expected}) {
            run.what = "Its digest over " + std::to_string(output.windows) + " windows is " +
                       std::to_string(output.digest) + ", expected " + std::to_string(expected) + ".";
            return;
        }
        run.status = ProofStatus::Passed;
        run.what = "Every layer and output of " + std::to_string(output.windows) +
                   (output.windows == 1 ? " window" : " windows") + " equals the integer reference byte for byte.";
        if (counts && output.counted) {
            m_result.instructions = output.counted;
            m_result.layerInstructions = output.layers;
        }
    }

    void measure(const json& check, ProofRun& run)
    {
        if (!hasTools(check, run) || !build(check, run))
            return;
        const auto answer = call(QStringLiteral("arm-none-eabi-size"), {built(check, "size")}, 60, "Measuring");
        const auto lines = answer.text.split(QLatin1Char('\n'));
        const auto fields = lines.value(1).simplified().split(QLatin1Char(' '));
        if (answer.code != 0 || fields.size() < 3) {
            run.status = ProofStatus::Failed;
            run.what = "Its size cannot be read: " + tail(answer.text);
            return;
        }
        m_result.flashBytes = fields[0].toLongLong() + fields[1].toLongLong();
        m_result.ramBytes = fields[1].toLongLong() + fields[2].toLongLong();
        run.status = ProofStatus::Passed;
        run.what = "It builds; a program with nothing but the network takes " + std::to_string(*m_result.flashBytes) +
                   " bytes of flash and " + std::to_string(*m_result.ramBytes) + " bytes of RAM.";
    }

    const Package& m_package;
    const ProofProgress& m_progress;
    json m_report;
    QTemporaryDir m_temporary;
    QString m_folder;
    ProofResult m_result;
};

} // namespace

std::string nameOf(ProofStatus status)
{
    switch (status) {
    case ProofStatus::Passed:
        return "passed";
    case ProofStatus::Failed:
        return "failed";
    case ProofStatus::Skipped:
        return "skipped";
    }
    return {};
}

bool ProofResult::failed() const
{
    return std::ranges::any_of(runs, [](const ProofRun& run) { return run.status == ProofStatus::Failed; });
}

bool ProofResult::passed() const
{
    return !failed() && std::ranges::any_of(runs, [](const ProofRun& run) {
        return run.status == ProofStatus::Passed && run.windows > 0;
    });
}

json toJson(const ProofResult& result)
{
    auto runs = json::array();
    for (const auto& run : result.runs)
        runs.push_back(
            {{"where", run.where}, {"status", nameOf(run.status)}, {"windows", run.windows}, {"what", run.what}});
    json value = {{"runs", std::move(runs)}, {"passed", result.passed()}};
    if (result.flashBytes)
        value["flashBytes"] = *result.flashBytes;
    if (result.ramBytes)
        value["ramBytes"] = *result.ramBytes;
    if (result.instructions)
        value["instructions"] = *result.instructions;
    auto layers = json::array();
    for (const auto& [name, count] : result.layerInstructions)
        layers.push_back({{"name", name}, {"instructions", count}});
    value["layers"] = std::move(layers);
    return value;
}

ProofResult prove(const Package& package, const ProofProgress& progress)
{
    return Prover(package, progress).prove();
}

void addProof(Package& package, const ProofResult& result)
{
    auto report = parseJson(package.files.at("report.json").content, "report.json");
    report["proof"] = toJson(result);
    setReport(package, report);
    addManifest(package);
}

} // namespace pitlane
