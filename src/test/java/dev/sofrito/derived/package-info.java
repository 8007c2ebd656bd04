/** Tests of derived queries: memory, dependencies, order, cutoff, failure, cancellation. */
@NullMarked
package dev.sofrito.derived;

import org.jspecify.annotations.NullMarked;
