# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What ./run and ./test have in common; sourced by them with the current folder at the root of the house.

# say SENTENCE: what happens now, apart from the output of the tools.
say() { printf '%s\n' "$*" >&2; }

# give_up SENTENCE: the end, with the way out in the sentence.
give_up() {
    say "$*"
    exit 1
}

# The packages of cmake/packages.txt, one a line.
wanted_packages() { sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' cmake/packages.txt; }

# Those of them that are not installed.
missing_packages() {
    local package status
    while read -r package; do
        status=$(dpkg-query --show --showformat '${db:Status-Status}\n' "$package" 2>/dev/null || true)
        if [[ $status != *installed* || $status == *not-installed* ]]; then
            printf '%s\n' "$package"
        fi
    done < <(wanted_packages)
}

# Installs what is missing. Touches neither the network nor sudo when nothing is.
install_missing_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        give_up "This is not Debian: apt-get was not found. Install what cmake/packages.txt lists by other means," \
            "then call $0 --no-install."
    fi
    local missing
    mapfile -t missing < <(missing_packages)
    if ((${#missing[@]} == 0)); then
        return
    fi
    say "Installing Debian packages: ${missing[*]}"
    local as_root=()
    if (($(id -u) != 0)); then
        if ! command -v sudo >/dev/null; then
            give_up "You are not root and sudo was not found. Ask an administrator to run:" \
                "apt-get install ${missing[*]}"
        fi
        as_root=(sudo)
    fi
    if ! { "${as_root[@]}" apt-get update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
            "${missing[@]}"; }; then
        give_up "Some packages could not be installed, see above. Pitlane is built with the packages of Debian 12" \
            "(bookworm); on another system install what cmake/packages.txt lists, then call $0 --no-install."
    fi
}

# require_preset NAME: it must be one of CMakePresets.json.
require_preset() {
    local presets
    presets=$(cmake --list-presets 2>/dev/null | sed -n 's/^ *"\([^"]*\)".*/\1/p' | paste --serial --delimiters ' ')
    if [[ " $presets " != *" $1 "* ]]; then
        give_up "There is no preset \"$1\". Choose one of: $presets."
    fi
}

# build PRESET [TARGET ...]: configures and builds, everything when no target is named.
build() {
    local preset=$1
    shift
    local targets=()
    if (($# > 0)); then
        targets=(--target "$@")
    fi
    say "Building into build/$preset (the first time takes some minutes)."
    cmake --preset "$preset" >"$(build_log "$preset")" 2>&1 || {
        cat "$(build_log "$preset")" >&2
        give_up "CMake could not configure the preset $preset, see above. Delete build/$preset and try again when" \
            "compilers or libraries have changed."
    }
    cmake --build --preset "$preset" "${targets[@]}"
}

# Where CMake's words on configuring go.
build_log() {
    mkdir -p "build/$1"
    printf 'build/%s/configure.log' "$1"
}
