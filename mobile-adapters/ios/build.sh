#!/usr/bin/env bash
# Builds and tests the Swift package where a Swift tool chain (5.9 or later) is present.
#
#   mobile-adapters/ios/build.sh [BUILD]              build and test; with the driver, beside the other drivers
#   mobile-adapters/ios/build.sh --xcframework OUT    on macOS: CSMX.xcframework of prebuilt static libraries
#
# BUILD: a build of the repository (build/release). For --xcframework SMX_APPLE_LIBRARIES lists the static
# libraries, one for each platform, with all that they stand on merged into them.
#
# Exit status: 0 all well, 1 something failed, 77 no tool chain here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

if [[ ${1-} == --xcframework ]]; then
  [[ $# -eq 2 ]] || { echo "usage: $0 --xcframework OUT" >&2; exit 1; }
  command -v xcodebuild >/dev/null || { echo 'xcframework: not run: no xcodebuild'; exit 77; }
  headers=$(mktemp -d)
  trap 'rm -rf "$headers"' EXIT
  cp "$root"/mobile-adapters/c/include/{smx,smx_tables}.h "$here"/Sources/CSMX/{csmx.h,module.modulemap} "$headers"
  arguments=()
  for library in ${SMX_APPLE_LIBRARIES:?lists the static libraries}; do
    arguments+=(-library "$library" -headers "$headers")
  done
  xcodebuild -create-xcframework "${arguments[@]}" -output "$2/CSMX.xcframework"
  exit 0
fi

command -v swift >/dev/null || { echo 'swift: not run: no toolchain'; exit 77; }
build=$(cd "${1:-$root/build/release}" && pwd)
scratch=$build/mobile-adapters/ios
mkdir -p "$scratch"

# The package asks pkg-config for smx-c: here for the library of this build, not an installed one.
# smx_c <folder> <library>: makes its file.
smx_c() {
  mkdir -p "$1"
  cat >"$1/smx-c.pc" <<PC
Name: smx-c
Description: the C library of this build
Version: 0
Cflags: -I$root/mobile-adapters/c/include
Libs: -L$build/mobile-adapters/c -l$2 -Wl,-rpath,$build/mobile-adapters/c
PC
}

cd "$here"
smx_c "$scratch/library" smx-c
PKG_CONFIG_PATH=$scratch/library swift test --scratch-path "$scratch/package"

# The driver, over the testing half and in a folder of its own: nothing of it is in the package.
smx_c "$scratch/testing" smx-c-testing
SMX_SWIFT_TESTING=1 PKG_CONFIG_PATH=$scratch/testing swift build --scratch-path "$scratch/driver" \
  -c release --product Driver -Xcc -DSMX_SWIFT_TESTING
drivers=$build/conformance/drivers/cpp
[[ ! -d $drivers ]] || cp "$(SMX_SWIFT_TESTING=1 swift build --scratch-path "$scratch/driver" -c release --show-bin-path)/Driver" \
  "$drivers/smx-driver-swift"
