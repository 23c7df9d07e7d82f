#!/usr/bin/env bash
# Builds and tests the Android adapter on this machine's JVM.
#
#   mobile-adapters/android/build.sh [--build DIR] [--out DIR] [goal]
#
#   --build DIR  a CMake build of this project, with its target smx-android-natives made
#                (default: build/release)
#   --out DIR    where Maven writes (default: DIR of --build, mobile-adapters/android/maven)
#   goal         package: jars without tests, and the driver with what it needs in out/driver;
#                verify (the default): tests under -Xcheck:jni as well;
#                install: as package, and into a local repository at out/repository;
#                release: as package, with javadoc jars
#
# Exit status: 0 done, 1 something failed, 3 "kotlin: not run", and why.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

build=$root/build/release out='' goal=verify
while (($#)); do
  case $1 in
    --build) build=$(cd "$2" && pwd) && shift ;;
    --out) out=$2 && shift ;;
    package | verify | install | release) goal=$1 ;;
    *) echo "build.sh: unknown argument '$1'" >&2 && exit 1 ;;
  esac
  shift
done
out=${out:-$build/mobile-adapters/android/maven}
natives=$build/mobile-adapters/android/jni/lib

not_run() {
  echo "kotlin: not run: $1"
  exit 3
}
command -v javac >/dev/null || not_run 'no JDK (javac is not on PATH)'
jdk=$(javac -version 2>&1)
jdk=${jdk#javac }
((${jdk%%.*} >= 17)) || not_run "needs JDK 17 (found $jdk)"
command -v mvn >/dev/null || not_run 'no Maven (mvn is not on PATH)'
[[ -f $natives/libsmx-jni.so ]] || not_run "no native library in $natives (target smx-android-natives)"

# The two places that name the version must agree.
version=$(sed -n '/^project(smx/,/)/s/^ *VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
grep -q "<version>$version</version>" "$here/pom.xml" || {
  echo "build.sh: pom.xml does not have the project's version $version" >&2
  exit 1
}

mkdir -p "$out"
out=$(cd "$out" && pwd)
maven() {
  mvn --batch-mode --quiet --no-transfer-progress -f "$here/pom.xml" \
    -Dsmx.maven.dir="$out" -Dsmx.native.dir="$natives" "$@"
}

# Symbols and pages of what is packaged.
python3 "$here/check_elf.py" "$natives/libsmx-jni.so"

case $goal in
  package) maven package -DskipTests ;;
  install) maven install -DskipTests -Dmaven.repo.local.head="$out/repository" ;;
  release) maven package -DskipTests -Prelease ;;
  verify)
    rm -f "$out"/*/surefire-reports/*
    maven verify
    # The checks of -Xcheck:jni write past the test runner, which keeps such lines in a dump.
    if grep -rn -e 'WARNING in native method' -e 'WARNING: JNI' -e 'FATAL ERROR in native' \
      "$out"/*/surefire-reports; then
      echo 'build.sh: the tests pass, but -Xcheck:jni complains (above)' >&2
      exit 1
    fi
    ;;
esac
echo "kotlin: $goal done in $out"
