package io.catena.server.chain;

/**
 * What a key holds.
 *
 * @param value null if the key does not exist
 * @param version the seq of the record that wrote it; 0 if the key does not exist and nobody remembers a deletion
 */
public record Versioned(byte[] value, long version) {
    /** A key that does not exist. */
    public static final Versioned ABSENT = new Versioned(null, 0);

    public boolean exists() {
        return value != null;
    }
}
