#!/usr/bin/env bash
# Runs the commands of the reader pages, so that a page cannot promise what does not work.
#
#   docs/test-docs.sh BUILD_DIR [PAGE ...]        without pages: README.md and every docs/*.md
#
# Blocks marked ```sh are run, in order, page by page, in one shell for each page, from the root of
# a scratch copy of the tree in which build/release is BUILD_DIR, with its smx and smx-relay on the PATH.
# Blocks marked ```sh serves are commands that run until they are ended: each is started before the
# page's other blocks, which begin once it has written into the file that its output goes to, and
# ended after them. Blocks marked ```sh gate start the
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
if [[ ${#pages[@]} -eq 0 ]]; then pages=("$root"/README.md "$root"/docs/*.md); fi

scratch=$(mktemp -d)
served=()
trap 'end_served; rm -rf "$scratch"' EXIT
mkdir -p "$scratch/tree/build"
tar -C "$root" --exclude=./.git --exclude=./build --exclude='./build-*' -cf - . |
  tar -C "$scratch/tree" -xf -
ln -s "$build" "$scratch/tree/build/release"
for name in "${!SMX_RELAY_@}"; do unset "$name"; done
export PATH="$build/cli:$build/reference-server/server:$PATH"

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

# serve PAGE NAME: starts the commands of the blocks that serve. What each says besides its output is
# kept in NAME.served; a command names the file of its output with "> FILE".
serve() {
  local line file deadline
  while IFS= read -r line; do
    [[ -n $line ]] || continue
    file=$scratch/tree/${line##*> }
    (cd "$scratch/tree" && HOME=$scratch TMPDIR=$scratch exec bash -c "exec $line") \
      2>>"$scratch/$2.served" </dev/null &
    served+=($!)
    deadline=$((SECONDS + 60))
    until [[ -s $file ]]; do
      if ((SECONDS > deadline)) || ! kill -0 "${served[-1]}" 2>/dev/null; then
        echo "  serves: wrote nothing: $line"
        sed 's/^/  /' "$scratch/$2.served"
        return 1
      fi
      sleep 0.1
    done
  done < <(blocks 'sh serves' "$1")
}

end_served() {
  local pid
  for pid in "${served[@]}"; do
    if kill "$pid" 2>/dev/null; then
      wait "$pid" || echo "  serves: ended with exit status $?"
    fi
  done
  served=()
}

# The README promises two messages in six commands, and a log that tells on nobody.
check_readme() {
  local commands
  commands=$(blocks sh "$root/README.md" | grep -c '^smx relay ')
  if [[ $commands -ne 6 ]]; then
    echo "  README.md: $commands commands of smx relay instead of six"
    return 1
  fi
  if ! grep -q '^usr_[0-9a-f]*: Hello Bob$' "$1" || ! grep -q '^usr_[0-9a-f]*: Hello Alice$' "$1"; then
    echo '  README.md: one of the messages did not arrive'
    return 1
  fi
  python3 "$root/docs/check_relay_log.py" "$2"
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
  elif ! serve "$page" "$name"; then
    echo "FAILED $name"
    failed=1
  elif ! (cd "$scratch/tree" && HOME=$scratch bash "$script") >"$scratch/$name.log" 2>&1; then
    echo "FAILED $name; the end of its output:"
    tail -n 30 "$scratch/$name.log" | sed 's/^/  /'
    failed=1
  elif [[ $name == README.md ]] && ! check_readme "$scratch/$name.log" "$scratch/$name.served"; then
    echo "FAILED $name"
    failed=1
  else
    echo "passed $name ($lines lines of commands)"
  fi
  end_served
done
exit $failed
