/**
 * The benchmarks of Sofrito: one class a workload, with the yardstick it is compared to beside it in the same class.
 *
 * <p>The figure wanted is in most cases what the engine costs, so the threads of JMH that make the requests are virtual
 * ({@link dev.sofrito.jmh.OnVirtual}); from a platform thread a request that is not answered from memory also pays for
 * moving to a virtual one. Methods that differ say so in their names.
 *
 * <p>Fields of states that have no initializer are set by the state's set-up, before any benchmark runs.
 */
@NullMarked
package dev.sofrito.jmh;

import org.jspecify.annotations.NullMarked;
