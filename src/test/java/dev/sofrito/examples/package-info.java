/** What the programs in docs/examples promise, tried on them as they are. */
@NullMarked
package dev.sofrito.examples;

import org.jspecify.annotations.NullMarked;
