// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "tests/firmware/emulatedlayers.h"

#include <QFile>
#include <QTest>

#include <cmath>
#include <map>

using namespace pitlane;
using namespace pitlane::firmwaretest;

namespace {

struct BenchmarkNetwork
{
    std::string name;
    double highestRatio = 0.55;
    std::vector<EmulatedLayer> layers;
};

std::int32_t narrow(std::int64_t value)
{
    return static_cast<std::int32_t>(value);
}

/// The convolutions and linear layers of a network with random values.
BenchmarkNetwork layersOf(const std::string& name, const NetworkSpec& network, double highestRatio = 0.55)
{
    Random random(static_cast<std::uint32_t>(network.nodes.size()));
    BenchmarkNetwork result{.name = name, .highestRatio = highestRatio};
    const auto outputs = shapes(network);
    for (std::size_t i = 0; i < network.nodes.size(); ++i) {
        const auto& node = network.nodes[i];
        const auto before = network.indexOf(node.inputs.at(0));
        const auto in = before < 0 ? network.input : outputs.at(static_cast<std::size_t>(before));
        Case test;
        if (const auto* conv = std::get_if<Conv1d>(&node.op)) {
            test = causalCase(
                {narrow(in.C), narrow(conv->C_out), narrow(in.T), narrow(conv->K), narrow(conv->d), narrow(conv->s)},
                false, random);
            test.layer.padLeft = narrow(conv->padding.left);
            test.layer.T_out = narrow(outputs[i].T);
        } else if (const auto* linear = std::get_if<Linear>(&node.op)) {
            test = causalCase({narrow(in.C), narrow(linear->C_out), narrow(in.T)}, in.T == 1, random);
        } else {
            if (std::holds_alternative<Add>(node.op))
                result.layers.push_back(commonSumLayer(narrow(in.C * in.T), random));
            else if (const auto* average = std::get_if<AvgPool>(&node.op))
                result.layers.push_back(
                    poolLayer("average", narrow(in.C), narrow(in.T), narrow(average->K), narrow(average->s), random));
            else if (const auto* largest = std::get_if<MaxPool>(&node.op))
                result.layers.push_back(
                    poolLayer("maximum", narrow(in.C), narrow(in.T), narrow(largest->K), narrow(largest->s), random));
            else
                continue;
            auto& added = result.layers.back().test.name;
            added = node.name + " (" + added + ")";
            continue;
        }
        test.name = node.name + " (" + test.name + ")";
        result.layers.push_back({.test = std::move(test)});
    }
    return result;
}

BenchmarkNetwork layersOf(const std::string& name, const std::vector<Form>& convolutions,
                          const std::vector<Form>& linear, double highestRatio = 0.55)
{
    Random random(static_cast<std::uint32_t>(convolutions.size()));
    BenchmarkNetwork result{.name = name, .highestRatio = highestRatio};
    for (const auto& form : convolutions)
        result.layers.push_back({.test = causalCase(form, false, random)});
    for (const auto& form : linear)
        result.layers.push_back({.test = causalCase(form, true, random)});
    return result;
}

/// Hand-tuned networks, and small ones of about the published numbers of parameters as a search finds them.
std::vector<BenchmarkNetwork> benchmarkNetworks()
{
    const double ecg = 0.40;
    return {
        layersOf("ECGTCN hand-tuned", ecgtcn().handTuned, ecg),
        layersOf("ECGTCN of 1k parameters",
                 {{1, 2, 140, 11, 1, 1},
                  {2, 3, 140, 6, 2, 1},
                  {3, 3, 140, 5, 2, 1},
                  {2, 3, 140, 1, 1, 1},
                  {3, 3, 140, 6, 4, 1},
                  {3, 2, 140, 11, 2, 1},
                  {3, 2, 140, 1, 1, 1},
                  {2, 3, 140, 11, 4, 1},
                  {3, 1, 140, 11, 4, 1},
                  {2, 1, 140, 1, 1, 1}},
                 {{140, 5}}, ecg),
        layersOf("ECGTCN of 5k parameters",
                 {{1, 2, 140, 11, 1, 1},
                  {2, 5, 140, 11, 1, 1},
                  {5, 5, 140, 6, 2, 1},
                  {2, 5, 140, 1, 1, 1},
                  {5, 7, 140, 11, 2, 1},
                  {7, 7, 140, 6, 4, 1},
                  {5, 7, 140, 1, 1, 1},
                  {7, 8, 140, 11, 4, 1},
                  {8, 5, 140, 11, 4, 1},
                  {7, 5, 140, 1, 1, 1}},
                 {{700, 5}}, ecg),
        layersOf("TEMPONet hand-tuned", temponet().handTuned),
        layersOf("TEMPONet of 4k parameters",
                 {{4, 5, 256, 3, 2, 1},
                  {5, 6, 256, 3, 2, 1},
                  {6, 9, 256, 5, 1, 1},
                  {9, 9, 128, 3, 4, 1},
                  {9, 9, 128, 3, 4, 1},
                  {9, 13, 128, 5, 1, 2},
                  {13, 13, 32, 3, 8, 1},
                  {13, 13, 32, 3, 8, 1},
                  {13, 13, 32, 5, 1, 4}},
                 {{52, 16}, {16, 8}, {8, 1}}),
        layersOf("TEMPONet of 55k parameters",
                 {{4, 12, 256, 5, 1, 1},
                  {12, 20, 256, 5, 2, 1},
                  {20, 32, 256, 9, 1, 1},
                  {32, 32, 128, 5, 4, 1},
                  {32, 40, 128, 5, 2, 1},
                  {40, 56, 128, 9, 1, 2},
                  {56, 32, 32, 3, 8, 1},
                  {32, 24, 32, 5, 4, 1},
                  {24, 24, 32, 5, 1, 4}},
                 {{96, 32}, {32, 16}, {16, 1}}),
        layersOf("TC-ResNet14 hand-tuned", tcResNet14().handTuned),
        layersOf("TC-ResNet14 of 56k parameters",
                 {{40, 16, 98, 3, 1, 1},
                  {16, 23, 98, 5, 1, 2},
                  {23, 23, 49, 9, 1, 1},
                  {16, 23, 98, 1, 1, 2},
                  {23, 22, 49, 5, 2, 1},
                  {22, 23, 49, 5, 2, 1},
                  {23, 30, 49, 9, 1, 2},
                  {30, 30, 25, 3, 4, 1},
                  {23, 30, 49, 1, 1, 2},
                  {30, 28, 25, 5, 2, 1},
                  {28, 30, 25, 3, 8, 1},
                  {30, 40, 25, 5, 1, 2},
                  {40, 40, 13, 3, 4, 1},
                  {30, 40, 25, 1, 1, 2},
                  {40, 33, 13, 3, 4, 1},
                  {33, 40, 13, 2, 8, 1}},
                 {{520, 12}}),
        layersOf("TCCNet hand-tuned, T 300", tccnet({10, 300}).handTuned),
        layersOf("ResTCN Nottingham hand-tuned, T 128", resTcnNottingham({88, 128}).handTuned),
        layersOf("HAR-CNN", harCnn().handTuned),
    };
}

const QString countsFile = QStringLiteral(PITLANE_SOURCE_DIR "/tests/firmware/cmsisnn-instructions.csv");

QString keyOf(const BenchmarkNetwork& network, const EmulatedLayer& layer)
{
    return QString::fromStdString(network.name + ";" + layer.test.name);
}

/// Instructions of CMSIS-NN by network and layer.
std::map<QString, std::int64_t> readCounts()
{
    std::map<QString, std::int64_t> counts;
    QFile file(countsFile);
    if (!file.open(QIODevice::ReadOnly))
        return counts;
    for (const auto& line : QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        const auto end = line.lastIndexOf(QLatin1Char(';'));
        if (!line.startsWith(QLatin1Char('#')))
            counts[line.left(end)] = line.mid(end + 1).toLongLong();
    }
    return counts;
}

/// A line on the memory that a network's packed layers take.
QString flashOf(const BenchmarkNetwork& network)
{
    std::vector<CortexMCore> cores;
    std::int64_t packed = 0;
    std::int64_t plain = 0;
    std::int64_t scratch = 0;
    for (const auto& layer : network.layers) {
        const auto& source = layer.test.layer;
        if (layer.simple)
            continue;
        plain += static_cast<std::int64_t>(source.weights.size()) + 12 * source.C_out;
        const auto take = [&](const auto& form) {
            packed += form.flashBytes();
            scratch = std::max(scratch, form.scratchBytes());
        };
        if (layer.test.linear) {
            take(packLinearForCortexM(source).layer.value());
        } else {
            const auto form = packForCortexM(source).layer.value();
            cores.push_back(form.core);
            take(form);
        }
    }
    std::int64_t code = 0;
    for (const auto& core : coresOf(cores))
        code += core.codeBytes();
    return QStringLiteral("  %1 cores of %2 bytes; weights and parameters %3 bytes, plain ones %4; scratch %5\n")
        .arg(coresOf(cores).size())
        .arg(code)
        .arg(packed)
        .arg(plain)
        .arg(scratch);
}

/// The fit of CMSIS-NN's convolutions over 24 causal, dilated shapes; see the comment in the file of counts.
double fittedCmsisNn(const CortexMSource& l)
{
    const double T = l.T_out;
    return 1.625 * T * l.C_out * l.K * l.C_in + 46 * T * l.C_out + 2.74 * T * l.K * l.C_in + 38.2 * T * l.K + 125 * T +
           414;
}

} // namespace

/// What the Cortex-M kernels are for: fewer instructions than CMSIS-NN on every layer of the benchmark networks.
///
/// CMSIS-NN's own counts stand in cmsisnn-instructions.csv. With PITLANE_CMSIS_NN set to a folder with its sources,
/// this test measures them by the same program and the same emulator and writes that file again.
class TestCortexMInstructions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void fewerThanCmsisNn();
    void estimatesAreClose();

private:
    void measureCmsisNn(const QString& sources);
    std::vector<BenchmarkNetwork> m_networks;
    std::vector<EmulatedLayer> m_layers; ///< of all networks
    Emulation m_emulation;               ///< of m_layers
};

void TestCortexMInstructions::initTestCase()
{
    if (const auto missing = missingTools(); !missing.isEmpty())
        QSKIP(qPrintable(missing));
    m_networks = benchmarkNetworks();
    for (const auto& network : m_networks)
        m_layers.insert(m_layers.end(), network.layers.begin(), network.layers.end());
    if (const auto sources = qEnvironmentVariable("PITLANE_CMSIS_NN"); !sources.isEmpty())
        measureCmsisNn(sources);
    m_emulation = emulate(m_layers);
    QVERIFY2(m_emulation.problem.isEmpty(), qPrintable(m_emulation.problem));
}

void TestCortexMInstructions::measureCmsisNn(const QString& sources)
{
    auto layers = m_layers;
    for (auto& layer : layers)
        layer.kernel = Kernel::Portable;
    const auto emulation = emulate(layers, {}, sources);
    QVERIFY2(emulation.problem.isEmpty(), qPrintable(emulation.problem));
    QString text =
        QStringLiteral("# Instructions of CMSIS-NN %1 (arm_convolve_wrapper_s8, arm_fully_connected_per_channel_s8), "
                       "gcc -O3 for Cortex-M7,\n# counted by tst_cortexminstructions with PITLANE_CMSIS_NN; every "
                       "output byte is the one that ours give.\n")
            .arg(qEnvironmentVariable("PITLANE_CMSIS_NN_VERSION", QStringLiteral("of an unknown version")));
    std::size_t i = 0;
    for (const auto& network : m_networks) {
        for (const auto& layer : network.layers) {
            const auto& run = emulation.runs[i++];
            QVERIFY2(run.wrong == 0, qPrintable(keyOf(network, layer)));
            text += keyOf(network, layer) + QStringLiteral(";%1\n").arg(run.instructions);
        }
    }
    QFile file(countsFile);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) > 0);
}

void TestCortexMInstructions::fewerThanCmsisNn()
{
    const auto counts = readCounts();
    QStringList failures;
    QString table;
    std::size_t i = 0;
    for (const auto& network : m_networks) {
        std::int64_t ours = 0;
        std::int64_t theirs = 0;
        double macs = 0;
        table += QStringLiteral("\n%1\n").arg(QString::fromStdString(network.name));
        for (const auto& layer : network.layers) {
            const auto& run = m_emulation.runs[i++];
            const auto& l = layer.test.layer;
            const auto name = QString::fromStdString(layer.test.name);
            const auto known = counts.find(keyOf(network, layer));
            QVERIFY2(known != counts.end(),
                     qPrintable(QStringLiteral("%1 has no line for %2.").arg(countsFile, keyOf(network, layer))));
            if (!layer.test.layer.weights.empty()) { // the bars are on convolutions and linear layers
                ours += run.instructions;
                theirs += known->second;
                macs += 1.0 * l.T_out * l.C_out * l.K * l.C_in;
            }
            const auto ratio = static_cast<double>(run.instructions) / static_cast<double>(known->second);
            table += QStringLiteral("  %1 %2 %3 %4")
                         .arg(name, -48)
                         .arg(known->second, 9)
                         .arg(run.instructions, 9)
                         .arg(ratio, 6, 'f', 2);
            if (run.wrong != 0 || run.outside != 0)
                failures << name + QStringLiteral(": wrong outputs");
            if (run.instructions >= known->second)
                failures << QStringLiteral("%1: %2 instructions, CMSIS-NN %3")
                                .arg(name)
                                .arg(run.instructions)
                                .arg(known->second);
            if (!layer.test.linear && !layer.simple) {
                const auto fitted = fittedCmsisNn(l);
                table +=
                    QStringLiteral("   of the fit %1").arg(static_cast<double>(run.instructions) / fitted, 0, 'f', 2);
                if (static_cast<double>(run.instructions) >= fitted)
                    failures << QStringLiteral("%1: more than the fit of CMSIS-NN, %2").arg(name).arg(fitted);
            }
            table += QLatin1Char('\n');
        }
        table += flashOf(network);
        const auto ratio = static_cast<double>(ours) / static_cast<double>(theirs);
        table += QStringLiteral("  %1 %2 %3 %4   per MAC %5\n")
                     .arg(QStringLiteral("convolutions and linear layers"), -48)
                     .arg(theirs, 9)
                     .arg(ours, 9)
                     .arg(ratio, 6, 'f', 2)
                     .arg(static_cast<double>(ours) / macs, 0, 'f', 2);
        if (ratio > network.highestRatio)
            failures << QStringLiteral("%1: %2 of CMSIS-NN, at most %3 are allowed")
                            .arg(QString::fromStdString(network.name))
                            .arg(ratio)
                            .arg(network.highestRatio);
    }
    qInfo("Instructions of CMSIS-NN, ours, ratio:%s", qPrintable(table));
    QVERIFY2(failures.isEmpty(), qPrintable(failures.join(QLatin1Char('\n'))));
}

/// instructions() of the packed layers, which estimates are made from: none of these layers was fitted.
void TestCortexMInstructions::estimatesAreClose()
{
    double worst = 0;
    double sum = 0;
    int count = 0;
    std::string worstName;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const auto& test = m_layers[i].test;
        if (m_layers[i].simple)
            continue;
        const double estimate = test.linear ? packLinearForCortexM(test.layer).layer.value().instructions()
                                            : packForCortexM(test.layer).layer.value().instructions();
        const auto error = std::abs(estimate / static_cast<double>(m_emulation.runs[i].instructions) - 1);
        QVERIFY2(error < 0.10, test.name.c_str());
        if (m_emulation.runs[i].instructions < 1000)
            continue;
        sum += error;
        ++count;
        if (error > worst) {
            worst = error;
            worstName = test.name;
        }
    }
    qInfo("Estimate against count, %d layers of 1000 instructions and more: mean error %.2f %%, worst %.2f %% (%s)",
          count, 100 * sum / count, 100 * worst, worstName.c_str());
    QVERIFY(sum / count < 0.005);
    QVERIFY(worst < 0.03);
}

QTEST_GUILESS_MAIN(TestCortexMInstructions)
#include "tst_cortexminstructions.moc"
