package dev.sofrito.model;

import dev.sofrito.Durability;

/** An input of a {@link Definition}. */
record InputSpec(boolean single, int keys, Durability durability) {}
