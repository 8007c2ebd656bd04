/** The persistent hash map that holds what inputs hold. */
@NullMarked
package dev.sofrito.engine.map;

import org.jspecify.annotations.NullMarked;
