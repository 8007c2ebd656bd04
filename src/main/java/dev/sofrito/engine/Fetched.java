package dev.sofrito.engine;

/** What {@link Fetch} comes to: a memo that holds, or a frame that has claimed the cell and has yet to make one. */
sealed interface Fetched permits Memo, Frame {}
