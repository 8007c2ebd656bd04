package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/**
 * A mutation of one slot.
 *
 * @param value the value to set, or null to remove the slot
 */
record Change(InputDefinition input, Object key, int hash, @Nullable Object value) {}
