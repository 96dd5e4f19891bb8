// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/package/stm32package.h"

#include "core/deploy/package/cfile.h"
#include "core/deploy/package/firmwarefiles.h"
#include "core/deploy/package/report.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace pitlane {

namespace {

using std::int64_t;

constexpr auto boardTarget = "stm32h743";
constexpr int64_t stackBytes = 4096; ///< what the linker scripts keep free

struct Region
{
    std::string name;
    int64_t bytes = 0;
    bool isFast = false; ///< the tightly coupled memory, where the linker script puts data anyway
};

std::string bytes(int64_t count)
{
    return std::to_string(count) + " bytes";
}

/// The arena in the fast memory, with less scratch memory where that makes it fit; else in the large one.
std::pair<CodedNetwork, Region> fitted(const QuantizedNetwork& network, const TargetKind& kind,
                                       const std::string& prefix, const TargetDevice& target)
{
    if (target.ram.empty())
        throw ExportError("Exporting for " + target.name + ": the target has no RAM. Add it to its file.");
    const auto& first = target.ram.front();
    const auto& large = *std::ranges::max_element(target.ram, {}, &RamRegion::bytes);
    const auto inOut = network.input.size() + 2 * std::max(network.input.size(), network.output().size());
    const auto room = (first.usableBytes > 0 ? first.usableBytes : first.bytes) - stackBytes - 2048 - inOut;
    auto whole = codeNetwork(network, kind, prefix);
    if (whole.plan.arenaBytes <= room)
        return {std::move(whole), Region{first.name, first.bytes, true}};
    for (int64_t limit = 64 * 1024; limit >= 4 * 1024; limit /= 2) {
        auto coded = codeNetwork(network, kind, prefix, limit);
        if (coded.plan.arenaBytes <= room)
            return {std::move(coded), Region{first.name, first.bytes, true}};
    }
    if (whole.plan.arenaBytes > large.bytes || room < 0) {
        auto small = codeNetwork(network, kind, prefix, 4 * 1024);
        if (small.plan.arenaBytes > large.bytes || room < 0)
            throw ExportError("Exporting " + network.name + " for " + target.name + ": it needs " +
                              bytes(small.plan.arenaBytes) + " of RAM in one piece at layer " +
                              network.nodes[static_cast<std::size_t>(small.plan.busiestNode)].name + " and " +
                              bytes(inOut) + " for input and output, and the largest memory, " + large.name + ", has " +
                              bytes(large.bytes) + ". Choose a smaller network, or fewer samples.");
        return {std::move(small), Region{large.name, large.bytes, false}};
    }
    return {std::move(whole), Region{large.name, large.bytes, false}};
}

std::string joined(const std::vector<std::string>& lines, const std::string& between)
{
    std::string result;
    for (const auto& line : lines)
        result += (result.empty() ? "" : between) + line;
    return result;
}

std::string licenceOfData(const PackageOptions& options)
{
    std::string result =
        "The weights in App/network_data.c (and in Model, where there is one) were trained on a data set, and ";
    result +=
        options.vectors.areData
            ? "App/network_verify.c and Check/golden.bin hold examples of it. They are not covered by the licence "
              "of the code.\n"
            : "are not covered by the licence of the code. App/network_verify.c and Check/golden.bin hold random "
              "numbers and what the network makes of them; no example of the data is in this package.\n";
    return result + "\n" +
           (options.dataTerms.empty()
                ? "Who exported this package has not said under which terms the data may be used: ask them before you "
                  "pass it on.\n"
                : options.dataTerms + "\n");
}

class Maker
{
public:
    Maker(const CodedNetwork& coded, const PackageOptions& options, Region region)
        : m_coded(coded), m_options(options), m_region(std::move(region))
    {
    }

    Package make()
    {
        const auto windows = goldenWindows(m_coded, m_options.vectors.inputs, m_options.vectors.raw);
        addNetwork(windows);
        addKernels();
        addPlatform();
        addDocuments(windows.size());
        addManifest(m_package);
        return std::move(m_package);
    }

private:
    void add(const std::string& name, std::string content, bool isExecutable = false)
    {
        m_package.files[name] = {.content = std::move(content), .isExecutable = isExecutable};
    }
    void addFirmware(const std::string& name, const std::string& from) { add(name, firmwareFile(from)); }
    void addTemplate(const std::string& name, const std::string& from, bool isExecutable = false)
    {
        add(name, filledIn(firmwareFile("package/" + from), m_words), isExecutable);
    }

    void addNetwork(const std::vector<GoldenWindow>& windows)
    {
        add("App/network.h", networkHeader(m_coded, m_options.words));
        add("App/network.c", networkSource(m_coded, m_options.words));
        add("App/network_data.h", networkDataHeader(m_coded));
        add("App/network_data.c", networkDataSource(m_coded));
        add("App/network_verify.c", verifySource(m_coded, windows.front()));
        add("Check/golden.bin", goldenFile(m_coded, windows));
    }

    [[nodiscard]] bool uses(const std::string& kernel) const
    {
        return std::ranges::any_of(m_coded.layers,
                                   [&](const CodedLayer& layer) { return layer.portable.kernel == kernel; });
    }

    void addKernels()
    {
        addFirmware("App/pitlane_kernels.h", "pitlane_kernels.h");
        std::vector<std::string> portable{"App/pl_portable.c"};
        if (uses("pl_attention"))
            portable.emplace_back("App/pl_attention.c");
        if (uses("pl_softmax"))
            portable.emplace_back("App/pl_softmax.c");
        for (const auto& name : portable)
            addFirmware(name, name.substr(4));
        std::vector<std::string> target;
        for (const auto* name : {"pl_cortexm.c", "pl_cortexm_elementwise.c", "pl_cortexm_linear.S"}) {
            addFirmware(std::string("App/") + name, std::string("cortexm/") + name);
            target.push_back(std::string("App/") + name);
        }
        if (uses("pl_attention")) {
            addFirmware("App/pl_cortexm_attention.c", "cortexm/pl_cortexm_attention.c");
            target.emplace_back("App/pl_cortexm_attention.c");
        }
        addFirmware("App/pl_cortexm.h", "cortexm/pl_cortexm.h");
        addFirmware("App/pl_cortexm_core.inc", "cortexm/pl_cortexm_core.inc");
        std::vector<CortexMCore> cores;
        for (const auto& kernel : m_coded.targetKernels())
            if (kernel.core)
                cores.push_back(*kernel.core);
        add("App/network_cores.S", "/* SPDX-FileCopyrightText: 2026 The Pitlane authors */\n"
                                   "/* SPDX-License-Identifier: Apache-2.0 */\n" +
                                       assemblerSource(cores));
        target.emplace_back("App/network_cores.S");
        m_words.emplace_back("{portable_sources}", " " + joined(portable, " "));
        m_words.emplace_back("{target_sources}", joined(target, " "));
    }

    void addPlatform()
    {
        for (const auto* name : {"arm-none-eabi.cmake", "board_emulated.c", "board_nucleo_h743zi2.c", "mps2_an500.ld",
                                 "nucleo_h743zi2.ld", "pl_platform.h", "pl_put_number.c", "startup_cortexm.c"})
            addFirmware(std::string("Board/") + name, std::string("stm32/") + name);
        for (const auto* name : {"pl_files.h", "files_host.c", "files_emulated.c", "board_host.c"})
            addFirmware(std::string("Check/") + name, std::string("package/") + name);
        const auto& p = m_coded.prefix;
        m_words.emplace_back("{prefix}", p);
        m_words.emplace_back("{PREFIX}", upperCase(p));
        m_words.emplace_back("{arena_definition}", m_region.isFast ? "" : " PL_ARENA_SECTION=\".axi_sram\"");
        // The emulated board with the map of the H743 has its fast memory only.
        m_words.emplace_back("{emulate_map}", m_region.isFast ? "emulate netduinoplus2 build/h743-map/check.elf" : "");
        addTemplate("Check/check.c", "check.c.in");
        addTemplate("Check/footprint.c", "footprint.c.in");
        addTemplate("Board/main.c", "board_main.c.in");
        addTemplate("CMakeLists.txt", "CMakeLists.txt.in");
        addTemplate("CMakePresets.json", "CMakePresets.json.in");
        addTemplate("check-everything", "check-everything.in", true);
    }

    /// What core/proof builds and runs.
    [[nodiscard]] nlohmann::json checks() const
    {
        auto list = nlohmann::json::array();
        list.push_back({{"where", "this computer, with sanitizers"}, {"preset", "host"}, {"program", "check"}});
        list.push_back({{"where", "QEMU mps2-an500, Cortex-M7"},
                        {"preset", "emulator"},
                        {"program", "check.elf"},
                        {"machine", "mps2-an500"},
                        {"counts", true}});
        list.push_back({{"where", "QEMU netduinoplus2, memory map of the STM32H743"},
                        {"preset", "h743-map"},
                        {"program", "check.elf"},
                        {"machine", "netduinoplus2"},
                        {"flashBytes", 1 << 20}});
        if (!m_region.isFast)
            list.back()["obstacle"] = "its arena is larger than the 128 kB of RAM that this board has";
        list.push_back({{"where", "program for the NUCLEO-H743ZI2"}, {"preset", "board"}, {"size", "footprint.elf"}});
        return list;
    }

    void addDocuments(std::size_t windows)
    {
        auto report = reportJson(m_coded, m_options, m_region.name);
        report["checks"] = checks();
        const auto& flash = report.at("memory").at("flash");
        if (flash.at("total").get<int64_t>() > m_options.target.flashBytes)
            throw ExportError("Exporting " + m_coded.network.name + " for " + m_options.target.name + ": it needs " +
                              bytes(flash.at("total").get<int64_t>()) + " of flash, and there are " +
                              bytes(m_options.target.flashBytes) + ". Choose a smaller network.");
        setReport(m_package, report);
        const auto& shape = m_coded.network.input.shape;
        m_words.emplace_back("{title}", m_options.words.title);
        m_words.emplace_back("{target}", m_options.target.name);
        m_words.emplace_back("{windows}", std::to_string(windows));
        m_words.emplace_back("{T}", std::to_string(shape.T));
        m_words.emplace_back("{C}", std::to_string(shape.C));
        m_words.emplace_back("{hash}", m_coded.modelHash.substr(0, 12));
        m_words.emplace_back("{summary}", "A network in int8, made by " + m_options.words.program + ". Flash about " +
                                              bytes(flash.at("total").get<int64_t>()) + ", RAM " +
                                              bytes(report.at("memory").at("ram").at("total").get<int64_t>()) +
                                              " (arena " + bytes(m_coded.plan.arenaBytes) + " in the " + m_region.name +
                                              ").");
        m_words.emplace_back("{input}", m_options.words.inputSteps.empty()
                                            ? "Raw values are what the data files hold."
                                            : "Raw values are what comes out of these steps, which are not part of the "
                                              "package:\n\n- " +
                                                  joined(m_options.words.inputSteps, "\n- "));
        if (!m_options.onnx.empty())
            add("Model/float.onnx", m_options.onnx);
        m_words.emplace_back("{model}",
                             m_options.onnx.empty() ? "" : "| `Model` | the same network in float, as ONNX |\n");
        addTemplate("README.md", "README.md.in");
        addFirmware("LICENSE", "Apache-2.0.txt");
        add("LICENSE-DATA", licenceOfData(m_options));
    }

    const CodedNetwork& m_coded;
    const PackageOptions& m_options;
    Region m_region;
    Package m_package;
    std::vector<std::pair<std::string, std::string>> m_words;
};

} // namespace

Package stm32Package(const QuantizedNetwork& network, const PackageOptions& options)
{
    requirePackagesFor(options.target);
    if (options.vectors.inputs.empty())
        throw ExportError("Exporting " + network.name +
                          ": there are no golden vectors, expected one window at least. Ask for some.");
    const CortexMKind kind;
    const auto prefix = options.prefix.empty() ? cIdentifier(network.name) : options.prefix;
    if (prefix != cIdentifier(prefix))
        throw ExportError("Exporting " + network.name + ": the prefix \"" + prefix +
                          "\" is no name of C in lower case. Use letters a to z, digits and underscores.");
    auto [coded, region] = fitted(network, kind, prefix, options.target);
    return Maker(coded, options, region).make();
}

bool hasPackages(const TargetDevice& target)
{
    return target.id == boardTarget;
}

void requirePackagesFor(const TargetDevice& target)
{
    if (!hasPackages(target))
        throw ExportError("Exporting for " + target.name + " (" + target.id +
                          "): there are no kernels and board files for it in packages. Choose " + boardTarget + ".");
}

Package packageFor(const QuantizedNetwork& network, const PackageOptions& options)
{
    return stm32Package(network, options);
}

} // namespace pitlane
