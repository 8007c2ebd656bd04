/** Tests of inputs: reads, mutations, batches, limits. */
@NullMarked
package dev.sofrito.inputs;

import org.jspecify.annotations.NullMarked;
