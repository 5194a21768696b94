package io.catena.server.controller;

/**
 * How a node's disk does, as the node itself measures it outside of the disk's path. Coarse, so that it changes only when
 * something is the matter.
 *
 * @param diskMillis how long a disk cycle took of late on average; 0 if not worth mentioning
 * @param hungMillis for how long the disk cycle under way has lasted; 0 if not worth mentioning
 */
public record Health(long diskMillis, long hungMillis) {
    public static final Health WELL = new Health(0, 0);
}
