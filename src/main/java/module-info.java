/**
 * Sofrito, an incremental query runtime: {@link dev.sofrito} is all there is to know.
 */
module dev.sofrito {
    // Static, as the annotations tell compilers and readers and nobody at run time.
    requires static transitive org.jspecify;

    exports dev.sofrito;
}
