package dev.sofrito.engine;

import dev.sofrito.Durability;

/** What is fixed about an input. */
final class InputDefinition extends Ingredient {

    /**
     * The level bit that a memo gets by reading this input: {@link Memo#LOW}, {@link Memo#MEDIUM} or {@link Memo#HIGH}.
     */
    final int level;

    InputDefinition(Engine engine, String name, int id, Durability durability) {
        super(engine, name, id);
        this.level = switch (durability) {
            case LOW -> Memo.LOW;
            case MEDIUM -> Memo.MEDIUM;
            case HIGH -> Memo.HIGH;
        };
    }
}
