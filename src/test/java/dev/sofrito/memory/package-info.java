/** Tests of what is kept and what is given back. */
@NullMarked
package dev.sofrito.memory;

import org.jspecify.annotations.NullMarked;
