package io.catena.server.storage;

import io.catena.server.chain.Key;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where things of one chain stand in a node's LevelDB: behind the number of the chain, a byte tells the kind. A LevelDB that one
 * chain has for itself names no chain.
 */
final class StoredKeys {
    /** User data, by the user's key. */
    static final byte DATA = 'd';
    /** Client sessions, by number. */
    static final byte SESSION = 's';

    /** Of the only chain. */
    static final StoredKeys ALONE = new StoredKeys(new byte[0]);

    private static final byte META = 'm';

    private final byte[] prefix;

    private StoredKeys(byte[] prefix) {
        this.prefix = prefix;
    }

    /** Of one of many chains, whose numbers are positive: keys are ordered by the number first. */
    static StoredKeys of(int chain) {
        return new StoredKeys(ByteBuffer.allocate(Integer.BYTES).putInt(chain).array());
    }

    /** The chain of a key in a LevelDB of many chains; 0 if it is no chain's. */
    static int chainOf(byte[] key) {
        return key.length < Integer.BYTES ? 0 : Math.max(0, ByteBuffer.wrap(key).getInt());
    }

    byte[] data(Key key) {
        return room(key.bytes().length).put(DATA).put(key.bytes()).array();
    }

    /** The user's key of a data key. */
    Key userKey(byte[] dataKey) {
        return new Key(Arrays.copyOfRange(dataKey, prefix.length + 1, dataKey.length));
    }

    byte[] session(long number) {
        return room(Long.BYTES).put(SESSION).putLong(number).array();
    }

    /** Where {@link ReplicaState} stands. */
    byte[] state() {
        return room(1).put(META).put((byte) 's').array();
    }

    /** Holds nothing but bytes that are to be in the way. */
    byte[] filler() {
        return room(1).put(META).put((byte) 'f').array();
    }

    /** The lowest key of all. */
    byte[] lowest() {
        return prefix.clone();
    }

    /** The lowest key of a kind. */
    byte[] first(byte kind) {
        return room(0).put(kind).array();
    }

    /** Behind the highest key of a kind. */
    byte[] end(byte kind) {
        return room(0).put((byte) (kind + 1)).array();
    }

    boolean is(byte kind, byte[] key) {
        return isOfChain(key) && key.length > prefix.length && key[prefix.length] == kind;
    }

    boolean isOfChain(byte[] key) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** The key as it would be if the chain were alone, so that it is the same on all nodes. */
    byte[] withoutChain(byte[] key) {
        return prefix.length == 0 ? key : Arrays.copyOfRange(key, prefix.length, key.length);
    }

    private ByteBuffer room(int bytes) {
        return ByteBuffer.allocate(prefix.length + 1 + bytes).put(prefix);
    }
}
