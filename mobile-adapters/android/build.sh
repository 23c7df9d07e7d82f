#!/usr/bin/env bash
# Builds and tests the Android adapter on this machine's JVM.
#
#   mobile-adapters/android/build.sh [--build DIR] [--out DIR] [--driver FILE] [goal]
#
#   --build DIR  a CMake build of this project, with its targets smx-jni and smx-jni-testing made
#                (default: build/release)
#   --out DIR    where Maven writes (default: DIR of --build, mobile-adapters/android/maven)
#   --driver FILE
#                writes a program there that starts the conformance driver, once that is packaged
#   goal         package: jars, without tests; nothing is done again when no source has changed;
#                verify (the default): tests under -Xcheck:jni as well;
#                and the sample is run;
#                deploy: jars, into a repository of files, out/repository;
#                release: the same with javadoc jars
#
# Exit status: 0 done, 1 something failed, 3 "kotlin: not run", and why.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

build=$root/build/release out='' driver='' goal=verify
while (($#)); do
  case $1 in
    --build) build=$(cd "$2" && pwd) && shift ;;
    --out) out=$2 && shift ;;
    --driver) driver=$2 && shift ;;
    package | verify | deploy | release) goal=$1 ;;
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
[[ -f $natives/libsmx-jni.so ]] || not_run "no native library in $natives (targets smx-jni, smx-jni-testing)"

# The two places that name the version must agree.
version=$(sed -n '/^project(smx/,/)/s/^ *VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
grep -q "<version>$version</version>" "$here/pom.xml" || {
  echo "build.sh: pom.xml does not have the project's version $version" >&2
  exit 1
}

mkdir -p "$out"
out=$(cd "$out" && pwd)
log=$out/$goal.log
# Quiet unless it fails; a machine on which Maven cannot fetch what it needs has not run anything.
maven() {
  local status=0
  mvn --batch-mode --no-transfer-progress -f "$here/pom.xml" \
    -Dsmx.maven.dir="$out" -Dsmx.native.dir="$natives" "$@" >"$log" 2>&1 || status=$?
  ((status == 0)) && return
  if grep -qE 'Could not transfer artifact|in offline mode|Unknown host' "$log"; then
    not_run 'Maven could not fetch what the build needs'
  fi
  tail -n 60 "$log" >&2
  exit 1
}

# Symbols and pages of what is packaged.
python3 "$here/check_elf.py" "$natives/libsmx-jni.so"

case $goal in
  package)
    sources=$(find "$here" -type f \( -name '*.kt' -o -name pom.xml -o -name '*.pro' \) -print0 | sort -z |
      xargs -0 cat | sha256sum)
    if [[ $(cat "$out/package.stamp" 2>/dev/null) != "$sources" ]]; then
      maven package -DskipTests
      echo "$sources" >"$out/package.stamp"
    fi
    ;;
  deploy | release)
    rm -rf "$out/repository"
    profile=()
    if [[ $goal == release ]]; then profile=(-Prelease); fi
    maven deploy -DskipTests -DaltDeploymentRepository="files::file://$out/repository" \
      ${profile[@]+"${profile[@]}"}
    ;;
  verify)
    rm -rf "$out"/*/surefire-reports
    maven verify
    # The checks of -Xcheck:jni write past the test runner, which keeps such lines in a dump.
    if grep -rm 5 -e 'WARNING in native method' -e 'WARNING: JNI' -e 'FATAL ERROR in native' \
      "$out"/*/surefire-reports "$log"; then
      echo 'build.sh: the tests pass, but -Xcheck:jni complains (above)' >&2
      exit 1
    fi
    said=$(java -Xcheck:jni -Djava.library.path="$natives" -jar "$out/smx-sample/smx-sample.jar")
    if [[ $said != 'Hello, Bob' ]] || (($(wc -l <"$here/sample/src/main/kotlin/Sample.kt") > 60)); then
      echo "build.sh: the sample says '$said', or has grown over 60 lines" >&2
      exit 1
    fi
    ;;
esac

if [[ -n $driver ]]; then
  # One process serves a whole run; compiled once and not again, it is quicker to start than to run.
  cat >"$driver.new" <<END
#!/bin/sh
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Djava.library.path='$natives' \\
  -jar '$out/smx-driver-kotlin/smx-driver-kotlin.jar' "\$@"
END
  chmod +x "$driver.new"
  mv "$driver.new" "$driver"
fi
echo "kotlin: $goal done in $out"
