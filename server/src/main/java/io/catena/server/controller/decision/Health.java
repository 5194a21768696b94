package io.catena.server.controller.decision;

/**
 * The health of a node as the node itself measures it, outside of what it measures (H7). Coarse, so that it changes
 * only when something is wrong.
 *
 * @param diskMillis how long a disk cycle took recently on average; 0 if not worth mentioning
 * @param hungMillis for how long the disk cycle under way has lasted; 0 if not worth mentioning
 * @param loopMillis how long events waited for its event loop recently on average; 0 if not worth mentioning
 * @param hopMillis how long a round took recently to the next member and back, without its time behind that; 0 if not
 *     worth mentioning
 * @param lowOnSpace whether the disk has less free space than its reserve
 */
public record Health(long diskMillis, long hungMillis, long loopMillis, long hopMillis, boolean lowOnSpace) {
    public static final Health WELL = new Health(0, 0, 0, 0, false);
    /** Shorter times are not worth mentioning. */
    private static final long MENTIONED_MILLIS = 100;

    /** A number of milliseconds rounded down to its five leading bits; 0 if it is not worth mentioning. */
    public static long coarse(long millis) {
        return millis < MENTIONED_MILLIS ? 0 : millis & -(Long.highestOneBit(millis) / 16);
    }

    /** What is measured anew; this object if nothing of it has changed. */
    public Health updated(long disk, long hung, long loop, long hop, boolean low) {
        boolean isSame =
                disk == diskMillis && hung == hungMillis && loop == loopMillis && hop == hopMillis && low == lowOnSpace;
        return isSame ? this : new Health(disk, hung, loop, hop, low);
    }

    /** Whether nothing in it could cost a member its place. */
    public boolean isWell() {
        return !hangs() && Math.max(ownMillis(), hopMillis) < FarSlower.SLOW_MILLIS;
    }

    /**
     * Whether the disk cycle under way may never end. Not a bean property by its name, so it is not written to the
     * znode.
     */
    public boolean hangs() {
        return hungMillis > 0;
    }

    /** How slow the node is by itself, without its links. */
    long ownMillis() {
        return Math.max(diskMillis, loopMillis);
    }
}
