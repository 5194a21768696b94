package io.catena.server.chain;

import java.util.List;

/**
 * A run of the key space, in order of the keys and without a gap. A snapshot is read while the feeder goes on applying:
 * chunks of different age fit together because the records behind {@link #seq} are applied over all of them (S2).
 *
 * @param seq the log continues behind this seq
 * @param readAt what the feeder had applied when the chunk was read: nothing in the chunk is newer
 * @param after the chunk holds the keys behind this one; null from the beginning
 * @param entries the keys with what they hold
 * @param last whether no key is behind the last entry
 * @param sessions the client sessions, encoded; with the last chunk only, else null
 * @param percent how much of the snapshot has been read with this chunk, estimated
 */
public record SnapshotChunk(
        long seq, long readAt, Key after, List<Entry> entries, boolean last, byte[] sessions, int percent) {
    /** Memory of an entry beside its key and value: two objects, two array headers, a place in the list. */
    private static final int ENTRY_MEMORY_BYTES = 100;

    /** A key with what it holds. */
    public record Entry(Key key, byte[] value, long version) {
        /** About what it takes in memory. */
        public long memoryBytes() {
            return ENTRY_MEMORY_BYTES + key.bytes().length + value.length;
        }
    }

    /** The highest key of the chunk; {@link #after} if it is empty. */
    public Key cursor() {
        return entries.isEmpty() ? after : entries.get(entries.size() - 1).key();
    }
}
