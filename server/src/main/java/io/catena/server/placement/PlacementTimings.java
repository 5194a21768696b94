package io.catena.server.placement;

/**
 * How long what is seen of nodes must last before the chains are placed anew (M6).
 *
 * @param calmMillis so long the registered nodes must have been the same ones: those that start together share evenly, in one change
 * @param replacedAfterMillis a node that is away for less may be about to come back with its data: it lacks only what was written
 *     since
 */
public record PlacementTimings(long calmMillis, long replacedAfterMillis) {
    /** Of every node. */
    public static final PlacementTimings STANDARD = new PlacementTimings(5_000, 300_000);
}
