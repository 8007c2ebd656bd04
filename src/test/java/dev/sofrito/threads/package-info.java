/** Tests of threads and structure. */
@NullMarked
package dev.sofrito.threads;

import org.jspecify.annotations.NullMarked;
