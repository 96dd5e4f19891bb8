// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/kernels.h"

#include <cstdlib>
#include <string_view>

namespace pitlane::kernels {

extern const Kernels baselineKernels;
#ifdef PITLANE_X86_KERNELS
extern const Kernels avx2Kernels;
extern const Kernels avx512Kernels;
#endif

std::span<const Kernels* const> allKernels()
{
    static const Kernels* const all[] = {
        &baselineKernels,
#ifdef PITLANE_X86_KERNELS
        &avx2Kernels,
        &avx512Kernels,
#endif
    };
    return all;
}

const Kernels& kernels()
{
    static const Kernels& chosen = []() -> const Kernels& {
        const auto* wanted = std::getenv("PITLANE_KERNELS");
        const Kernels* widest = &baselineKernels;
        for (const auto* form : allKernels()) {
            if (!form->usable())
                continue;
            widest = form;
            if (wanted && std::string_view(wanted) == form->name)
                break;
        }
        return *widest;
    }();
    return chosen;
}

} // namespace pitlane::kernels
