// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/records.h"

#include "core/base/jsonreader.h"

namespace pitlane {

nlohmann::json toJson(const Draft& draft)
{
    return {{"config", toJson(draft.config)}, {"workers", draft.workers}, {"repeats", draft.repeats}};
}

Draft draftFromJson(const nlohmann::json& json, const std::string& documentName)
{
    const JsonReader reader(json, documentName);
    Draft draft{.config = searchConfigFromJson(reader.at("config").value(), documentName)};
    reader.read("workers", draft.workers);
    reader.read("repeats", draft.repeats);
    return draft;
}

} // namespace pitlane
