#!/usr/bin/env bash
# Builds libsmx-jni for Android's processors with an NDK.
#
#   ANDROID_NDK_HOME=... SMX_ANDROID_PREFIX=... mobile-adapters/android/ndk/build.sh [ABI...]
#
#   ABI                 of arm64-v8a, armeabi-v7a, x86_64, x86 (default: all four)
#   ANDROID_NDK_HOME    an NDK, version 27 or later: its libc++ knows std::expected
#   SMX_ANDROID_PREFIX  a folder with one prefix for each ABI, PREFIX/<ABI>/{include,lib,lib/pkgconfig}:
#                       libsodium >= 1.0.18, OpenSSL >= 3.0 and SQLite >= 3.37, built for Android as
#                       static libraries
#   SMX_ANDROID_API     the least API level of the application (default: 24)
#   SMX_ANDROID_OUT     where everything goes (default: build/android of the project)
#
# Leaves out/jniLibs/<ABI>/libsmx-jni.so, each looked at by check_elf.py, to be put where Gradle looks
# (src/main/jniLibs). Exit status: 0; 1 failed; 3 "android: not run", and what is missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
out=${SMX_ANDROID_OUT:-$root/build/android}
api=${SMX_ANDROID_API:-24}

not_run() {
  echo "android: not run: $1"
  exit 3
}

abis=("$@")
if ((${#abis[@]} == 0)); then abis=(arm64-v8a armeabi-v7a x86_64 x86); fi
for abi in "${abis[@]}"; do
  case $abi in
    arm64-v8a | armeabi-v7a | x86_64 | x86) ;;
    *) echo "ndk/build.sh: unknown ABI '$abi'" >&2 && exit 1 ;;
  esac
done

[[ -n ${ANDROID_NDK_HOME-} ]] || not_run 'no NDK (ANDROID_NDK_HOME is not set)'
toolchain=$ANDROID_NDK_HOME/build/cmake/android.toolchain.cmake
[[ -f $toolchain ]] || not_run "ANDROID_NDK_HOME has no build/cmake/android.toolchain.cmake"
revision=$(sed -n 's/^Pkg.Revision *= *//p' "$ANDROID_NDK_HOME/source.properties" 2>/dev/null || :)
if ! [[ ${revision%%.*} =~ ^[0-9]+$ ]] || ((${revision%%.*} < 27)); then
  not_run "needs NDK 27 (found ${revision:-none in source.properties})"
fi
[[ -n ${SMX_ANDROID_PREFIX-} ]] ||
  not_run 'no libraries for Android (SMX_ANDROID_PREFIX is not set)'
for abi in "${abis[@]}"; do
  for library in libsodium.a libcrypto.a libsqlite3.a; do
    [[ -f $SMX_ANDROID_PREFIX/$abi/lib/$library ]] ||
      not_run "SMX_ANDROID_PREFIX has no $abi/lib/$library"
  done
done
for program in cmake ninja pkg-config python3; do
  command -v "$program" >/dev/null || not_run "$program is not on PATH"
done

for abi in "${abis[@]}"; do
  prefix=$(cd "$SMX_ANDROID_PREFIX/$abi" && pwd)
  echo "android: $abi"
  # The prefix alone: no package of the machine that builds.
  PKG_CONFIG_LIBDIR=$prefix/lib/pkgconfig PKG_CONFIG_PATH='' \
    cmake -S "$root" -B "$out/$abi" -G Ninja \
    -DCMAKE_TOOLCHAIN_FILE="$toolchain" -DANDROID_ABI="$abi" -DANDROID_PLATFORM="android-$api" \
    -DANDROID_STL=c++_static -DANDROID_SUPPORT_FLEXIBLE_PAGE_SIZES=ON \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_FIND_ROOT_PATH="$prefix" -DOPENSSL_ROOT_DIR="$prefix" \
    -DOPENSSL_USE_STATIC_LIBS=ON -DSMX_BUILD_TESTS=OFF -DSMX_BUILD_CONFORMANCE=OFF \
    -DSMX_BUILD_CLI=OFF -DSMX_BUILD_RELAY=OFF -DSMX_BUILD_ADAPTERS=ON
  cmake --build "$out/$abi" --target smx-jni
  mkdir -p "$out/jniLibs/$abi"
  cp "$out/$abi/mobile-adapters/android/jni/lib/libsmx-jni.so" "$out/jniLibs/$abi/"
  python3 "$here/../check_elf.py" "$out/jniLibs/$abi/libsmx-jni.so"
done
echo "android: ${abis[*]} in $out/jniLibs"
