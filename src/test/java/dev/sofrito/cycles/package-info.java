/** Tests of cycles and of depth. */
@NullMarked
package dev.sofrito.cycles;

import org.jspecify.annotations.NullMarked;
