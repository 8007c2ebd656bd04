package dev.sofrito;

/** How an input behaves; see {@link Durability}. */
public sealed interface InputOption permits Durability {}
