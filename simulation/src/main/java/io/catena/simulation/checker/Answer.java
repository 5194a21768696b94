package io.catena.simulation.checker;

/**
 * What a client was told of its {@link Call}.
 *
 * @param applied false only for a write whose condition did not hold
 * @param value what a get found; null if there was no such key, and for writes
 * @param version of what a get found, or the key's version after a write that was applied; 0 if it was not told
 */
public record Answer(boolean applied, String value, long version) {
    /** The key does not exist. */
    public static final Answer ABSENT = new Answer(true, null, 0);
    /** The write is done; its version was not told. */
    public static final Answer DONE = new Answer(true, null, 0);
    /** The condition did not hold. */
    public static final Answer NOT_APPLIED = new Answer(false, null, 0);

    /** A get found this value; its version was not told. */
    public static Answer found(String value) {
        return found(value, 0);
    }

    public static Answer found(String value, long version) {
        return new Answer(true, value, version);
    }

    /** The write is done under this version. */
    public static Answer done(long version) {
        return new Answer(true, null, version);
    }
}
