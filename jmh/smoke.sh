#!/bin/sh
# Starts every benchmark once, small and short, in a small heap: each must start and pass its own checks; its figures
# mean nothing.
# Needs target/benchmarks.jar and, as JAVA or on the path, a JDK 25.
set -eu
cd "$(dirname "$0")"
exec "${JAVA:-java}" -jar target/benchmarks.jar -jvmArgs -Xms64m -foe true -f 1 -wi 0 -i 1 -r 50ms \
    -p keys=2048 -p leaves=1024 -p depth=20000 -p dependents=1000 -p slots=1000 -p cached=1000 -p live=100 \
    -p tokens=100 -p threads=2 "$@"
