package dev.sofrito.engine;

/** What a database is made of: an input or a query, known by a unique name and, inside, by a number. */
abstract sealed class Ingredient permits InputDefinition, QueryDefinition {

    final Engine engine;
    final String name;

    /** Index of its table in each branch. */
    final int id;

    Ingredient(Engine engine, String name, int id) {
        this.engine = engine;
        this.name = name;
        this.id = id;
    }

    /** {@code name(key)}, also if the key cannot be printed. */
    String label(Object key) {
        if (key == Slot.SINGLE) {
            return name;
        }
        if (key == Slot.KEYS) {
            return name + ".keys()";
        }
        String shown;
        try {
            shown = String.valueOf(key);
        } catch (RuntimeException e) {
            shown = key.getClass().getName();
        }
        return name + "(" + shown + ")";
    }
}
