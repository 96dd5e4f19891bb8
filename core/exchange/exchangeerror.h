// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace pitlane {

/// A network of another program that cannot be read, or one of ours that has no form in that program's file.
class ExchangeError : public Error
{
public:
    using Error::Error;
};

} // namespace pitlane
