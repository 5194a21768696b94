package io.catena.server.controller.loop;

/** What became of a conditional write. */
public enum Outcome {
    /** It is done. */
    DONE,
    /** Another write came in between; nothing was changed. */
    OVERTAKEN,
    /** A newer controller has begun its term; nothing was changed, and this term never changes anything again. */
    DEPOSED,
    /** It is done or not: read again and compare. */
    UNKNOWN,
    /** No node could read it; nothing was changed. */
    UNWRITABLE
}
