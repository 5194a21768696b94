package io.catena.server.chain;

/**
 * The formats that a program reads and writes: all from the oldest to the newest.
 *
 * @param oldest the number of a {@link ClusterFormat}, 1 or more
 * @param newest not lower than the oldest
 */
public record FormatRange(int oldest, int newest) {
    /** Of a program that does not say which it knows. */
    public static final FormatRange ONLY_THE_FIRST =
            new FormatRange(ClusterFormat.FIRST.number(), ClusterFormat.FIRST.number());

    public boolean includes(int format) {
        return format >= oldest && format <= newest;
    }

    @Override
    public String toString() {
        return oldest == newest ? "format " + oldest : "formats " + oldest + " to " + newest;
    }
}
