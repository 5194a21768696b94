package io.catena.server.storage;

import io.catena.server.chain.Key;
import java.nio.ByteBuffer;

/** Where things stand in a replica's LevelDB: the first byte of a key tells the kind. */
final class StoredKeys {
    /** User data, by the user's key. */
    static final byte DATA = 'd';
    /** Client sessions, by number. */
    static final byte SESSION = 's';

    private static final byte META = 'm';

    private StoredKeys() {}

    static byte[] data(Key key) {
        return ByteBuffer.allocate(1 + key.bytes().length)
                .put(DATA)
                .put(key.bytes())
                .array();
    }

    /** The user's key of a data key. */
    static Key userKey(byte[] dataKey) {
        byte[] bytes = new byte[dataKey.length - 1];
        System.arraycopy(dataKey, 1, bytes, 0, bytes.length);
        return new Key(bytes);
    }

    static byte[] session(long number) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(SESSION).putLong(number).array();
    }

    /** Where {@link ReplicaState} stands. */
    static byte[] state() {
        return new byte[] {META, 's'};
    }

    /** Holds nothing but bytes that are to be in the way. */
    static byte[] filler() {
        return new byte[] {META, 'f'};
    }

    /** The lowest key of a kind. */
    static byte[] first(byte kind) {
        return new byte[] {kind};
    }

    /** Behind the highest key of a kind. */
    static byte[] end(byte kind) {
        return new byte[] {(byte) (kind + 1)};
    }

    static boolean is(byte kind, byte[] key) {
        return key.length > 0 && key[0] == kind;
    }
}
