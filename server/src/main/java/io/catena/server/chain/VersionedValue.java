package io.catena.server.chain;

/**
 * What a key holds.
 *
 * @param value null if the key does not exist
 * @param version given by the write that made it, see {@link LogRecord#versionOf}; 0 if the key does not exist
 */
public record VersionedValue(byte[] value, long version) {
    /** A larger value is refused. */
    public static final int MAX_VALUE_BYTES = 1 << 20;

    /** A key that does not exist. */
    public static final VersionedValue ABSENT = new VersionedValue(null, 0);

    public boolean exists() {
        return value != null;
    }
}
