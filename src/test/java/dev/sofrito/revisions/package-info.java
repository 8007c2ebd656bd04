/** Tests of revisions: their order, and what a request is bound to. */
@NullMarked
package dev.sofrito.revisions;

import org.jspecify.annotations.NullMarked;
