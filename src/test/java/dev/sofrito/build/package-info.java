/** Tests of the project itself: its rules are tested, its names are pinned, its documentation is true. */
@NullMarked
package dev.sofrito.build;

import org.jspecify.annotations.NullMarked;
