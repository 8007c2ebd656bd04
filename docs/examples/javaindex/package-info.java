/** A small code-intelligence engine over Java sources: an example of what queries on Sofrito look like. */
@NullMarked
package javaindex;

import org.jspecify.annotations.NullMarked;
