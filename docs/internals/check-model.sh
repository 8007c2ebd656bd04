#!/usr/bin/env bash
# Checks the models of the publish protocol, publish.pml and aside.pml beside this: that they hold in configurations that
# end soon, and that errors put into them are found. Installs spin and gcc where apt-get can.
set -euo pipefail
exec < /dev/null
models=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

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

# Leaves in $result what the search said; the first argument is how to compile it.
search() {
    local optimize=$1
    shift
    spin "$@" -a "$model" > spin.log || { cat spin.log; fail "spin $*"; }
    gcc "$optimize" -w -DSAFETY -DCOLLAPSE -DMEMLIM=3000 -o pan pan.c || fail "gcc, for $*"
    ./pan -m200000 -w22 > result.log 2>&1 || { cat result.log; fail "pan, for $*"; }
    result=$(cat result.log)
}

holds() {
    search -O1 "$@"
    printf '%-85s %s, errors: %s\n' "$*" "$(grep -o '[0-9]* states, stored' <<< "$result" | head -n 1)" \
        "$(sed -n 's/.*errors: \([0-9]*\).*/\1/p' <<< "$result")"
    if ! grep -q 'errors: 0$' <<< "$result" || grep -Eq 'Search not completed|max search depth too small' <<< "$result"; then
        printf '%s\n' "$result"
        fail "$*"
    fi
}

# That an error is found at once, so compiling is most of the work.
finds() {
    local found
    search -O0 "$@"
    grep -Eq 'errors: [1-9]' <<< "$result" || fail "no error found with $*"
    found=$(sed -n 's/^pan:1: \(assertion violated\|invalid end state\).*/\1/p' <<< "$result")
    [ -n "$found" ] || { printf '%s\n' "$result"; fail "another error than was looked for, with $*"; }
    printf '%-85s found: %s\n' "$*" "$found"
}

model=$models/publish.pml
holds -DGRAPH=2 -DCOMMITS=2 -DFRESH=1
holds -DGRAPH=4 -DCOMMITS=2 -DSCRIPT=21 -DLEAVE=1
holds -DGRAPH=2 -DCOMMITS=1 -DREQUESTS=2 -DOVERTAKE=1 -DCANCEL=1 -DSCRIPT=1
holds -DGRAPH=2 -DCOMMITS=1 -DCOLLECT=1 -DFRESH=1 -DSCRIPT=1 -DLEAVE=1
holds -DGRAPH=4 -DCOMMITS=1 -DEVICT=1 -DREQUESTS=2 -DTOP=4 -DSCRIPT=1 -DLEAVE=1
holds -DGRAPH=2 -DCOMMITS=2 -DRETAIN=1 -DREQUESTS=2 -DTOP=4 -DSCRIPT=11 -DLEAVE=1
holds -DGRAPH=2 -DCOMMITS=1 -DTRANSIENT=1 -DREQUESTS=2 -DLEVEL1=HIGH
holds -DGRAPH=1 -DCOMMITS=2 -DLEVEL1=HIGH -DSCRIPT=12
holds -DGRAPH=2 -DCOMMITS=1 -DLEVEL1=MEDIUM -DLEVEL2=HIGH -DREQUESTS=2
holds -DGRAPH=2 -DCOMMITS=2 -DKEYS=1 -DLEARN=1 -DSCRIPT=11
holds -DGRAPH=7 -DCOMMITS=2 -DLEVEL1=HIGH -DTOP=4 -DSCRIPT=12 -DFIRST=2 -DLEAVE=1
holds -DGRAPH=2 -DCOMMITS=1 -DFRESH=1 -DREQUESTS=2 -DSCRIPT=1
holds -DGRAPH=2 -DCOMMITS=1 -DFRESH=1 -DHITS=1 -DLEVEL1=HIGH
holds -DGRAPH=2 -DCOMMITS=2 -DFRESH=1 -DREQUESTS=2 -DTOP=4 -DSCRIPT=12 -DFIRST=2 -DLEVEL1=HIGH

# What each takes away is said in publish.pml.
finds -DBREAK=1 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1
finds -DBREAK=2 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DLEARN=1
finds -DBREAK=6 -DGRAPH=2 -DCOMMITS=1 -DREQUESTS=2
finds -DBREAK=10 -DGRAPH=2 -DCOMMITS=2 -DSCRIPT=11 -DREQUESTS=2
finds -DBREAK=12 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2
finds -DBREAK=14 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1
finds -DBREAK=15 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1
finds -DBREAK=16 -DGRAPH=4 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DEVICT=1
finds -DBREAK=17 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1
finds -DBREAK=21 -DGRAPH=4 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DEVICT=1
finds -DBREAK=22 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DCOLLECT=1
finds -DBREAK=23 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DOVERTAKE=1 -DCANCEL=1
finds -DBREAK=24 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2
finds -DBREAK=25 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DLEARN=1
finds -DBREAK=26 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DLEARN=1
finds -DBREAK=27 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DOVERTAKE=1
finds -DBREAK=28 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=4 -DREQUESTS=2 -DTRANSIENT=1 -DLEVEL1=HIGH -DLEVEL2=HIGH
finds -DBREAK=29 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DLEARN=1
finds -DBREAK=31 -DGRAPH=1 -DCOMMITS=2 -DSCRIPT=12 -DFIRST=2 -DTOP=6
finds -DBREAK=32 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=2 -DLEVEL2=HIGH
finds -DBREAK=33 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DLEVEL1=HIGH
finds -DBREAK=34 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=2 -DLEVEL2=HIGH
finds -DBREAK=35 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=8 -DLEVEL2=HIGH
finds -DBREAK=36 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DLEVEL1=HIGH
finds -DBREAK=37 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DKEYS=1
finds -DBREAK=38 -DGRAPH=1 -DCOMMITS=1 -DSCRIPT=2 -DREQUESTS=2 -DEVICT=1 -DTRANSIENT=1 -DFIRST=2 -DTOP=6
finds -DBREAK=39 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2
finds -DBREAK=40 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DFRESH=1
finds -DBREAK=41 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DFRESH=1
finds -DBREAK=42 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DFRESH=1
finds -DBREAK=43 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DFRESH=1
finds -DBREAK=44 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DFRESH=1 -DLEVEL1=HIGH
finds -DBREAK=45 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DFRESH=1
finds -DBREAK=46 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DFRESH=1
finds -DBREAK=47 -DGRAPH=2 -DCOMMITS=2 -DSCRIPT=12 -DREQUESTS=2 -DFRESH=1 -DTOP=4 -DFIRST=2 -DLEVEL1=HIGH
finds -DBREAK=48 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DFRESH=1
finds -DBREAK=49 -DGRAPH=7 -DCOMMITS=2 -DSCRIPT=12 -DTOP=4 -DFIRST=2 -DLEVEL1=HIGH
finds -DBREAK=50 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DFRESH=1
finds -DBREAK=51 -DGRAPH=2 -DCOMMITS=1 -DSCRIPT=1 -DREQUESTS=2 -DFRESH=1 -DHITS=1 -DLEVEL1=HIGH

model=$models/aside.pml
holds -DREQUESTS=1
holds -DVALUES=1213 -DREQUESTS=2
finds -DBREAK=1 -DVALUES=1213
finds -DBREAK=2 -DVALUES=1213
finds -DBREAK=3 -DVALUES=1213
finds -DBREAK=4 -DVALUES=1213
finds -DBREAK=5 -DVALUES=1213
finds -DBREAK=6 -DVALUES=1213
finds -DBREAK=7 -DVALUES=1213
finds -DBREAK=8 -DVALUES=1213
finds -DBREAK=9 -DVALUES=1121
