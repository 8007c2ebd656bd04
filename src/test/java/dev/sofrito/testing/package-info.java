/** Helpers for tests. */
@NullMarked
package dev.sofrito.testing;

import org.jspecify.annotations.NullMarked;
