// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deploy/package/report.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace pitlane {

namespace {

using nlohmann::json;
using std::int64_t;

constexpr auto style = R"css(
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2733; background: #fff; max-width: 1080px; margin: 2em auto; padding: 0 1em }
h1 { font-size: 24px; margin-bottom: 0 } h2 { font-size: 18px; margin-top: 2em }
table { border-collapse: collapse; width: 100%; font-size: 13px } th { text-align: left; font-weight: 600 }
th, td { padding: 3px 8px; border-bottom: 1px solid #dde3ea; vertical-align: top } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.big { display: flex; gap: 2.5em; flex-wrap: wrap } .big b { display: block; font-size: 24px; font-variant-numeric: tabular-nums }
.quiet { color: #5b6876; font-size: 13px } code { font-size: 12px; word-break: break-all } svg { width: 100%; height: auto }
.good { color: #19703d } .bad { color: #a5281f }
)css";

std::string escaped(const std::string& text)
{
    std::string result;
    for (const auto letter : text) {
        if (letter == '<')
            result += "&lt;";
        else if (letter == '>')
            result += "&gt;";
        else if (letter == '&')
            result += "&amp;";
        else if (letter == '"')
            result += "&quot;";
        else
            result += letter;
    }
    return result;
}

std::string fixed(double value, int decimals)
{
    std::array<char, 64> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals).ptr;
    return {digits.data(), end};
}

/// 24 871, with thin spaces.
std::string count(int64_t value)
{
    auto text = std::to_string(value);
    for (auto at = static_cast<int>(text.size()) - 3; at > (value < 0 ? 1 : 0); at -= 3)
        text.insert(static_cast<std::size_t>(at), "\u202f");
    return text;
}

std::string count(const json& value)
{
    return count(value.is_number_float() ? std::llround(value.get<double>()) : value.get<int64_t>());
}

std::string textOf(const json& value)
{
    return escaped(value.get<std::string>());
}

std::string cell(const std::string& content, bool isNumber = false)
{
    return std::string(isNumber ? "<td class=n>" : "<td>") + content + "</td>";
}

std::string row(const std::string& cells)
{
    return "<tr>" + cells + "</tr>\n";
}

std::string head(std::initializer_list<std::pair<const char*, bool>> columns)
{
    std::string cells;
    for (const auto& [name, isNumber] : columns)
        cells += std::string(isNumber ? "<th class=n>" : "<th>") + name + "</th>";
    return "<table>\n" + row(cells);
}

std::string figure(const std::string& name, const std::string& value)
{
    return "<div><b>" + value + "</b>" + name + "</div>\n";
}

std::string shape(const json& value)
{
    return count(value.at("C")) + " × " + count(value.at("T"));
}

std::string summary(const json& report)
{
    const auto& memory = report.at("memory");
    const auto& estimate = report.at("estimate");
    auto result = "<div class=big>\n" + figure("bytes of flash, about", count(memory.at("flash").at("total"))) +
                  figure("bytes of RAM", count(memory.at("ram").at("total"))) +
                  figure("ms, estimated", fixed(estimate.at("ms").get<double>(), 3));
    if (!estimate.at("energyMj").is_null())
        result += figure("mJ, estimated", fixed(estimate.at("energyMj").get<double>(), 3));
    for (const auto& quality : report.at("quality"))
        result += figure("int8, " + textOf(quality.at("part")) + " " + textOf(quality.at("measure")),
                         fixed(quality.at("int8").get<double>(), 2) + " " + textOf(quality.at("unit")));
    return result + "</div>\n";
}

std::string qualityTable(const json& report)
{
    if (report.at("quality").empty())
        return "<p>Nothing was measured on data.</p>\n";
    auto result = head(
        {{"part", false}, {"measure", false}, {"rows", true}, {"float", true}, {"int8", true}, {"difference", true}});
    for (const auto& quality : report.at("quality")) {
        const auto real = quality.at("float").get<double>();
        const auto whole = quality.at("int8").get<double>();
        const auto unit = " " + textOf(quality.at("unit"));
        result += row(cell(textOf(quality.at("part"))) + cell(textOf(quality.at("measure"))) +
                      cell(count(quality.at("rows")), true) + cell(fixed(real, 2) + unit, true) +
                      cell(fixed(whole, 2) + unit, true) + cell(fixed(whole - real, 2), true));
    }
    return result + "</table>\n";
}

std::string layerTable(const json& report)
{
    const auto total = std::max(report.at("estimate").at("cycles").get<double>(), 1e-9);
    auto result = head({{"layer", false},
                        {"kind", false},
                        {"in", true},
                        {"out", true},
                        {"parameters", true},
                        {"MACs", true},
                        {"kernel", false},
                        {"flash", true},
                        {"scratch", true},
                        {"cycles", true},
                        {"share", true},
                        {"SQNR, dB", true}});
    for (const auto& layer : report.at("layers"))
        result += row(cell(textOf(layer.at("name"))) + cell(textOf(layer.at("kind"))) +
                      cell(shape(layer.at("input")), true) + cell(shape(layer.at("output")), true) +
                      cell(count(layer.at("parameters")), true) + cell(count(layer.at("macs")), true) + "<td title=\"" +
                      textOf(layer.at("why")) + "; cycles: " + textOf(layer.at("basis")) + "\">" +
                      textOf(layer.at("kernel")) + "</td>" + cell(count(layer.at("flashBytes")), true) +
                      cell(count(layer.at("scratchBytes")), true) + cell(count(layer.at("cycles")), true) +
                      cell(fixed(100 * layer.at("cycles").get<double>() / total, 1) + " %", true) +
                      cell(layer.contains("sqnrDb") && layer.at("sqnrDb").is_number()
                               ? fixed(layer.at("sqnrDb").get<double>(), 1)
                               : "",
                           true));
    return result + "</table>\n<p class=quiet>" + textOf(report.at("estimate").at("formula")) + ".</p>\n";
}

/// Layers from left to right, bytes of the arena from bottom to top.
std::string memoryMap(const json& memory)
{
    constexpr double width = 1000, height = 320, left = 70, bottom = 30;
    const auto nodes = memory.at("nodes").size();
    const auto arena = std::max(memory.at("arenaBytes").get<double>(), 1.0);
    const auto step = (width - left) / static_cast<double>(std::max<std::size_t>(nodes, 1));
    const auto y = [&](double bytes) { return (height - bottom) * (1 - bytes / arena) + 4; };
    std::string result =
        "<svg viewBox=\"0 0 1000 330\" role=img aria-label=\"Memory map of the arena\" font-size=11>\n";
    for (const double share : {0.0, 0.5, 1.0})
        result += "<text x=" + fixed(left - 6, 0) + " y=" + fixed(y(share * arena) + 4, 1) +
                  " text-anchor=end fill=#5b6876>" + count(std::llround(share * arena)) +
                  "</text>\n<line x1=" + fixed(left, 0) + " x2=1000 y1=" + fixed(y(share * arena), 1) +
                  " y2=" + fixed(y(share * arena), 1) + " stroke=#dde3ea />\n";
    for (const auto& buffer : memory.at("buffers")) {
        const auto first = buffer.at("first").get<double>();
        const auto last = buffer.at("last").get<double>();
        const auto bytes = buffer.at("bytes").get<double>();
        const auto x = left + first * step;
        const auto w = (last - first + 1) * step - 1;
        const auto top = y(buffer.at("offset").get<double>() + bytes);
        const auto h = std::max(y(buffer.at("offset").get<double>()) - top - 1, 1.0);
        const bool isScratch = buffer.at("scratch").get<bool>();
        const auto name = textOf(buffer.at("name")) + (isScratch ? " scratch" : "");
        result += "<rect x=" + fixed(x, 1) + " y=" + fixed(top, 1) + " width=" + fixed(w, 1) +
                  " height=" + fixed(h, 1) + " fill=" + (isScratch ? "#f0c987" : "#8fb8de") + "><title>" + name + ": " +
                  count(buffer.at("bytes")) + " bytes at " + count(buffer.at("offset")) + "</title></rect>\n";
        if (h > 13 && w > 7.0 * static_cast<double>(name.size()))
            result += "<text x=" + fixed(x + 4, 1) + " y=" + fixed(top + h / 2 + 4, 1) + ">" + name + "</text>\n";
    }
    return result + "<text x=" + fixed(left, 0) + " y=322 fill=#5b6876>layers in order, " + std::to_string(nodes) +
           " of them; blue: activations, yellow: scratch memory of kernels</text>\n</svg>\n";
}

std::string memorySection(const json& memory)
{
    const auto& flash = memory.at("flash");
    const auto& ram = memory.at("ram");
    return memoryMap(memory) + "<p>Arena " + count(memory.at("arenaBytes")) + " bytes in the " +
           textOf(memory.at("arenaRegion")) + "; no plan can need less than " + count(memory.at("lowerBoundBytes")) +
           " (" + textOf(memory.at("formula")) + "; the most at " + textOf(memory.at("busiestNode")) +
           "). RAM: arena " + count(ram.at("arena")) + " + input " + count(ram.at("input")) + " + output " +
           count(ram.at("output")) + " = " + count(ram.at("total")) + " bytes and the stack. Flash: data " +
           count(flash.at("data")) + " + kernels " + count(flash.at("kernels")) + " + the rest " +
           count(flash.at("glue")) + " = " + count(flash.at("total")) + " of " + count(flash.at("available")) +
           " bytes.</p>\n";
}

std::string proofSection(const json& report)
{
    if (!report.contains("proof"))
        return "<p>This package has not been tested yet: <code>pitlane-cli proof</code> or "
               "<code>./check-everything</code> does it.</p>\n";
    auto result = head({{"where", false}, {"result", false}, {"windows", true}, {"what", false}});
    const auto& proof = report.at("proof");
    for (const auto& run : proof.at("runs")) {
        const auto& status = run.at("status");
        result +=
            row(cell(textOf(run.at("where"))) + "<td class=" +
                (status == "passed"   ? "good"
                 : status == "failed" ? "bad"
                                      : "quiet") +
                ">" + textOf(status) + "</td>" + cell(count(run.at("windows")), true) + cell(textOf(run.at("what"))));
    }
    result += "</table>\n";
    if (proof.contains("flashBytes"))
        result += "<p>Built program with nothing but the network: flash " + count(proof.at("flashBytes")) +
                  " bytes (estimate " + count(report.at("memory").at("flash").at("total")) + "), RAM " +
                  count(proof.at("ramBytes")) + " bytes (estimate " + count(report.at("memory").at("ram").at("total")) +
                  ").</p>\n";
    if (proof.contains("instructions"))
        result += "<p>One inference: " + count(proof.at("instructions")) +
                  " instructions counted on an emulated Cortex-M7 (estimate: " +
                  count(json(report.at("estimate").at("cycles").get<double>() /
                             report.at("target").at("cyclesPerInstruction").get<double>())) +
                  ").</p>\n";
    return result;
}

std::string provenanceTable(const json& report)
{
    auto result = head({{"what", false}, {"", false}});
    result += row(cell("model (SHA-256)") + cell("<code>" + textOf(report.at("model")) + "</code>"));
    result += row(cell("made by") + cell(textOf(report.at("program"))));
    for (const auto& item : report.at("provenance"))
        result += row(cell(textOf(item.at("what"))) + cell(textOf(item.at("value"))));
    for (const auto& [field, source] : report.at("target").at("sources").items())
        result += row(cell("target: " + escaped(field)) + cell(textOf(source)));
    return result + "</table>\n";
}

} // namespace

std::string reportHtml(const json& report)
{
    const auto title = textOf(report.at("title"));
    return "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n<meta name=viewport "
           "content=\"width=device-width\">\n<title>" +
           title + "</title>\n<style>" + style + "</style>\n<h1>" + title + "</h1>\n<p class=quiet>int8 for " +
           textOf(report.at("target").at("name")) + " (" + textOf(report.at("target").at("core")) + ", " +
           fixed(report.at("target").at("clockHz").get<double>() / 1e6, 0) + " MHz)</p>\n" + summary(report) +
           "<h2>Proof</h2>\n" + proofSection(report) + "<h2>Quality</h2>\n" + qualityTable(report) +
           "<h2>Layers</h2>\n" + layerTable(report) + "<h2>Memory</h2>\n" + memorySection(report.at("memory")) +
           "<h2>Where it comes from</h2>\n" + provenanceTable(report) + "</html>\n";
}

} // namespace pitlane
