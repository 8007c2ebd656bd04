/**
 * The model test: random definitions and random programs, checked against recomputation from the inputs and against a
 * plain account of which cells had a reason to run.
 *
 * <p>{@code -Dsofrito.model.seconds=600} runs each test that long with fresh seeds, {@code -Dsofrito.model.seed=N}
 * replays one seed, {@code -Dsofrito.soak.seconds=60} makes the soak longer.
 */
@NullMarked
package dev.sofrito.model;

import org.jspecify.annotations.NullMarked;
