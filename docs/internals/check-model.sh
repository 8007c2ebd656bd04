#!/usr/bin/env bash
# Checks the model of the publish protocol, publish.pml beside this: that it holds in configurations that end soon, and
# that errors put into it are found. Installs spin and gcc where apt-get can.
set -euo pipefail
exec < /dev/null
model=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/publish.pml

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

install() {
    local sudo=()
    command -v apt-get > /dev/null || fail "spin and gcc are needed; no apt-get to install them with"
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    "${sudo[@]}" apt-get install -y -qq "$@" > /dev/null 2>&1 && return
    "${sudo[@]}" apt-get update -qq > /dev/null 2>&1 || fail "apt-get update"
    "${sudo[@]}" apt-get install -y -qq "$@" > /dev/null 2>&1 || fail "apt-get install $*"
}

missing=()
for tool in spin gcc; do
    command -v "$tool" > /dev/null || missing+=("$tool")
done
[ "${#missing[@]}" -eq 0 ] || install "${missing[@]}"
gcc -x c -o /dev/null - <<< '#include <stdio.h>
int main(void) { return 0; }' 2> /dev/null || install gcc libc6-dev

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# Leaves in $result what the search said.
search() {
    spin "$@" -a "$model" > spin.log || { cat spin.log; fail "spin $*"; }
    gcc -O2 -w -DSAFETY -DCOLLAPSE -DMEMLIM=3000 -o pan pan.c || fail "gcc, for $*"
    ./pan -m200000 -w22 > result.log 2>&1 || { cat result.log; fail "pan, for $*"; }
    result=$(cat result.log)
}

holds() {
    search "$@"
    printf '%-70s %s, errors: %s\n' "$*" "$(grep -o '[0-9]* states, stored' <<< "$result" | head -n 1)" \
        "$(sed -n 's/.*errors: \([0-9]*\).*/\1/p' <<< "$result")"
    if ! grep -q 'errors: 0$' <<< "$result" || grep -Eq 'Search not completed|max search depth too small' <<< "$result"; then
        printf '%s\n' "$result"
        fail "$*"
    fi
}

finds() {
    search "$@"
    grep -Eq 'errors: [1-9]' <<< "$result" || fail "no error found with $*"
    printf '%-70s found: %s\n' "$*" "$(sed -n 's/^pan:1: \(assertion violated\|invalid end state\).*/\1/p' <<< "$result")"
}

holds -DGRAPH=2 -DCOMMITS=2
holds -DGRAPH=4 -DCOMMITS=2 -DSCRIPT=21
holds -DGRAPH=2 -DCOMMITS=1 -DREQUESTS=2 -DOVERTAKE=1 -DCANCEL=1 -DSCRIPT=1
holds -DGRAPH=2 -DCOMMITS=1 -DCOLLECT=1 -DSCRIPT=1

finds -DGRAPH=2 -DREQUESTS=2 -DBREAK=6                                           # no check before opening
finds -DGRAPH=4 -DCOMMITS=1 -DREQUESTS=2 -DEVICT=1 -DBREAK=21 -DSCRIPT=1         # closed over one that is not
finds -DGRAPH=2 -DCOMMITS=1 -DCOLLECT=1 -DBREAK=22 -DSCRIPT=1                    # collections counted once
finds -DGRAPH=2 -DCOMMITS=1 -DREQUESTS=2 -DOVERTAKE=1 -DCANCEL=1 -DBREAK=23 -DSCRIPT=1   # claims not sealed
