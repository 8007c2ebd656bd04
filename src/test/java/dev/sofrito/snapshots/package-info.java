/** The rules of snapshots, each proved by its tests. */
@NullMarked
package dev.sofrito.snapshots;

import org.jspecify.annotations.NullMarked;
