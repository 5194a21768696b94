package io.catena.server.chain;

/**
 * The key space on disk as the head needs it to judge a condition or to tell a previous value: at once, because the
 * answer becomes part of the record that it is making.
 */
@FunctionalInterface
public interface StoreReader {
    /** What the key holds in the key space; {@link Versioned#ABSENT} if it does not exist. */
    Versioned get(Key key);
}
