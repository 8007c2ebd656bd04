package dev.sofrito.model;

/** The ways to do things in parallel inside a query. */
enum Forking {
    /** With the library's scope. */
    TASK_SCOPE,
    /** With the JDK's scope. */
    JDK_SCOPE,
    /** On foreign threads, wrapped. */
    FOREIGN
}
