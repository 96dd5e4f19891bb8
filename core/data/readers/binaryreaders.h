// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers/reader.h"

/// One reader per binary format; core/data/readers/reader.h has the way to all of them.
namespace pitlane {

/// NumPy .npy: one array, "values". Objects (pickles inside) are refused.
[[nodiscard]] const Reader& npyReader();
/// NumPy .npz: one array per member, by the member's name.
[[nodiscard]] const Reader& npzReader();
/// MATLAB v4 .. v7.3: one array per variable. A field of a struct is "name/field"; a struct array and a cell array are
/// one array where their elements fit together: numbers [N], matrices of one size [N, rows, columns], text [N], or
/// matrices that differ along one axis as ragged {N, C, 0}, that axis being time. Where they do not fit, each element
/// is an array "name/1", "name/1/field" ... of its own.
[[nodiscard]] const Reader& matReader();
/// HDF5: one array per data set, by its path without the first "/".
[[nodiscard]] const Reader& hdf5Reader();
/// EDF, EDF+, BDF, BDF+: one array [T] per signal in physical units, "annotations/onset" in seconds and
/// "annotations/text".
[[nodiscard]] const Reader& edfReader();
/// WAV, FLAC, AIFF, OGG: "samples" [channels, T], -1 .. 1.
[[nodiscard]] const Reader& audioReader();
/// The pickles S*.pkl of PPG-DaLiA: dictionaries of numpy arrays, by path ("signal/wrist/BVP"). Nothing is executed;
/// a pickle that asks for more than arrays, numbers, text, lists and dictionaries is refused.
[[nodiscard]] const Reader& daliaPickleReader();

} // namespace pitlane
