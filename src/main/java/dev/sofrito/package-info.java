/**
 * Sofrito: an incremental query runtime. Queries are plain blocking Java; the runtime remembers every result, knows
 * what each was computed from, and after a change runs again exactly what the change reaches.
 *
 * <p>Start at {@link dev.sofrito.Database}.
 */
@NullMarked
package dev.sofrito;

import org.jspecify.annotations.NullMarked;
