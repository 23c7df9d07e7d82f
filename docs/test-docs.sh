#!/usr/bin/env bash
# Runs the commands of the reader pages, so that a page cannot promise what does not work.
#
#   docs/test-docs.sh BUILD_DIR [PAGE ...]        without pages: every docs/*.md
#
# Blocks marked ```sh are run, in order, page by page, in one shell for each page, from the root of
# a scratch copy of the tree in which build/gcc is BUILD_DIR. Blocks marked ```sh gate start the
# build or the whole gate, which runs this script itself: of those only is checked that each command
# exists and can be run. Blocks marked ```yaml must be YAML and call only scripts that the page makes.
# Every other block is text.
#
# Exit status: 0 all well, 1 a block failed or names a missing command, 2 bad arguments.
set -euo pipefail

usage() {
  echo "usage: $0 BUILD_DIR [PAGE ...]" >&2
  exit 2
}

[[ $# -ge 1 && -d $1 ]] || usage
build=$(cd "$1" && pwd)
shift
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
pages=("$@")
if [[ ${#pages[@]} -eq 0 ]]; then pages=("$root"/docs/*.md); fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/tree/build"
tar -C "$root" --exclude=./.git --exclude=./build --exclude='./build-*' -cf - . |
  tar -C "$scratch/tree" -xf -
ln -s "$build" "$scratch/tree/build/gcc"

# blocks KIND PAGE: the lines of all blocks whose opening fence is exactly ```KIND
blocks() {
  awk -v fence="\`\`\`$1" '
    !inside && $0 == fence { inside = 1; next }
    inside && /^```/ { inside = 0; print ""; next }
    inside { print }' "$2"
}

# The commands of gate blocks exist: scripts of the tree are executable, tools are installed.
check_gate() {
  local line command status=0
  while IFS= read -r line; do
    line=${line%%#*}
    read -r command _ <<<"$line" || continue
    [[ -n $command ]] || continue
    if [[ $command == */* ]]; then
      [[ -x $scratch/tree/$command ]] && continue
    else
      command -v -- "$command" >/dev/null && continue
    fi
    echo "  gate: cannot run: $command"
    status=1
  done < <(blocks 'sh gate' "$1")
  return $status
}

failed=0
for page in "${pages[@]}"; do
  name=$(basename "$page")
  script=$scratch/$name.sh
  { echo 'set -euo pipefail'; blocks sh "$page"; } >"$script"
  lines=$(blocks sh "$page" | grep -c '[^[:space:]]') || lines=0
  if ! check_gate "$page" || ! python3 "$root/docs/check_yaml.py" "$page"; then
    echo "FAILED $name"
    failed=1
  elif ! (cd "$scratch/tree" && HOME=$scratch bash "$script") >"$scratch/$name.log" 2>&1; then
    echo "FAILED $name; the end of its output:"
    tail -n 30 "$scratch/$name.log" | sed 's/^/  /'
    failed=1
  else
    echo "passed $name ($lines lines of commands)"
  fi
done
exit $failed
