package io.catena.server.controller.loop;

/** What became of a conditional write. */
public enum Outcome {
    /** It is done. */
    DONE,
    /** Somebody else wrote in between; nothing was changed. */
    OVERTAKEN,
    /** A newer controller has begun its term; nothing was changed, and nothing ever will be in this term. */
    DEPOSED,
    /** It is done or not: read again and compare. */
    UNKNOWN,
    /** Nobody could read it; nothing was changed. */
    UNWRITABLE
}
