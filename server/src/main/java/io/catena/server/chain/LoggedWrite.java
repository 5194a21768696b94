package io.catena.server.chain;

/**
 * One operation of a record, with the answer that its client gets. The head has judged the condition and looked up the
 * previous value already, so that every replica applies the same bytes without looking at anything (E5).
 *
 * @param kind what it does to the key space and the sessions
 * @param key null for {@link Kind#OPEN_SESSION}
 * @param value set for {@link Kind#PUT} only
 * @param id null if the client does not ask for exactly-once
 * @param previous the previous value that the client asked for; null if it did not ask
 */
public record LoggedWrite(Kind kind, Key key, byte[] value, WriteId id, VersionedValue previous) {
    /** The effect of a logged write. The ordinal is its code in a record, so the order must never change. */
    public enum Kind {
        /** The key gets the value. */
        PUT,
        /** The key goes. */
        DELETE,
        /** The condition did not hold: nothing changes, but the answer is kept. */
        CONDITION_FAILED,
        /** A client session begins, see {@link WriteId#opening}; without an id its number is this write's version. */
        OPEN_SESSION
    }

    /** Whether it changes the key space. */
    public boolean changesKey() {
        return kind == Kind.PUT || kind == Kind.DELETE;
    }
}
