package io.catena.server.chain;

/**
 * A write as a client asks for it.
 *
 * @param kind {@link LoggedWrite.Kind#PUT}, {@link LoggedWrite.Kind#DELETE} or {@link LoggedWrite.Kind#OPEN_SESSION}
 * @param key null when opening a session
 * @param value for a put
 * @param id null if the client does not ask for exactly-once
 * @param condition null if the write is unconditional
 * @param wantPrevious whether the answer is to tell what the key held before
 */
public record WriteCommand(
        LoggedWrite.Kind kind, Key key, byte[] value, WriteId id, Condition condition, boolean wantPrevious) {

    /**
     * When a write is to be applied.
     *
     * @param absent the key must not exist; then {@code version} has no meaning
     * @param version the key must exist in this version
     */
    public record Condition(boolean absent, long version) {
        /** @param current what the key holds; the version alone tells whether it exists */
        boolean holds(VersionedValue current) {
            boolean exists = current.version() > 0;
            return absent ? !exists : exists && current.version() == version;
        }
    }

    /** Whether the write needs to know what its key holds (W2). */
    boolean looksUp() {
        return condition != null || wantPrevious;
    }

    /** Bytes of the key and the value. */
    int size() {
        return (key == null ? 0 : key.bytes().length) + (value == null ? 0 : value.length);
    }
}
