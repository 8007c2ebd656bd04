/** Tests of interned values. */
@NullMarked
package dev.sofrito.interned;

import org.jspecify.annotations.NullMarked;
