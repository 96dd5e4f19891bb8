// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <hdf5.h>

namespace pitlane::binary {

/// Turns off the library's own way to stderr while it lives. Whoever has one holds hdf5Mutex().
class Silence
{
public:
    Silence()
    {
        H5Eget_auto2(H5E_DEFAULT, &m_print, &m_data);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;
    ~Silence() { H5Eset_auto2(H5E_DEFAULT, m_print, m_data); }

private:
    H5E_auto2_t m_print = nullptr;
    void* m_data = nullptr;
};

} // namespace pitlane::binary
