package io.catena.server.chain;

/** How much room the disk of a node has, measured by its reserve of free space. */
public enum Space {
    /** The whole reserve is free. */
    ENOUGH,
    /** Less than the reserve is free: the chain takes only what makes room. */
    LOW,
    /** Less than a quarter of it is: the chain takes nothing, since deletes need room themselves before they give any. */
    OUT
}
