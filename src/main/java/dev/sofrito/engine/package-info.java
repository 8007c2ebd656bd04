/**
 * The engine: views, cells and frames, and one file for each step of the algorithm. Not exported.
 */
@NullMarked
package dev.sofrito.engine;

import org.jspecify.annotations.NullMarked;
