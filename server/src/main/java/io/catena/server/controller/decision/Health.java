package io.catena.server.controller.decision;

/**
 * How a node does, as the node itself measures it, outside of what it measures. Coarse, so that it changes only when
 * something is the matter.
 *
 * @param diskMillis how long a disk cycle took of late on average; 0 if not worth mentioning
 * @param hungMillis for how long the disk cycle under way has lasted; 0 if not worth mentioning
 * @param loopMillis how long what came to its event loop waited of late on average; 0 if not worth mentioning
 * @param hopMillis how long a round took of late to the next member and back, without what it took behind that; 0 if not
 *     worth mentioning
 * @param lowOnSpace whether the disk has less free space than its reserve
 */
public record Health(long diskMillis, long hungMillis, long loopMillis, long hopMillis, boolean lowOnSpace) {
    public static final Health WELL = new Health(0, 0, 0, 0, false);
    /** What is shorter is no news. */
    private static final long MENTIONED_MILLIS = 100;

    /** A number of milliseconds rounded down to its five leading bits; 0 if it is not worth mentioning. */
    public static long coarse(long millis) {
        return millis < MENTIONED_MILLIS ? 0 : millis & -(Long.highestOneBit(millis) / 16);
    }

    /** Whether there is nothing in it that could cost a member its place. */
    public boolean isWell() {
        return !hangs() && Math.max(ownMillis(), hopMillis) < FarSlower.SLOW_MILLIS;
    }

    /** Whether a disk cycle has been under way for so long that it may never end. Named so that it is no part of the znode. */
    public boolean hangs() {
        return hungMillis > 0;
    }

    /** How slow the node is by itself, whoever its neighbours are. */
    long ownMillis() {
        return Math.max(diskMillis, loopMillis);
    }
}
