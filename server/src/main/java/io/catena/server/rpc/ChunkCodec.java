package io.catena.server.rpc;

import io.catena.server.chain.CorruptRecordException;
import io.catena.server.chain.SnapshotChunk;
import io.catena.thrift.SnapshotEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.thrift.protocol.TProtocolException;

/**
 * Converts a snapshot chunk to its struct and back. The checksum of the struct protects the entries on their way; it is
 * computed and verified here.
 */
final class ChunkCodec {
    private static final int NUMBERS_BYTES = Integer.BYTES + Integer.BYTES + Long.BYTES;

    private ChunkCodec() {}

    static io.catena.thrift.SnapshotChunk encode(long link, SnapshotChunk chunk) {
        List<SnapshotEntry> entries = new ArrayList<>(chunk.entries().size());
        for (SnapshotChunk.Entry entry : chunk.entries()) {
            entries.add(new SnapshotEntry(
                    ByteBuffer.wrap(entry.key().bytes()), ByteBuffer.wrap(entry.value()), entry.version()));
        }
        io.catena.thrift.SnapshotChunk wire = new io.catena.thrift.SnapshotChunk(
                link,
                chunk.seq(),
                MessageEncoder.toBuffer(chunk.after()),
                entries,
                checksum(chunk.entries()),
                chunk.last(),
                chunk.percent());
        wire.setReadAt(chunk.readAt());
        if (chunk.sessions() != null) {
            wire.setSessions(ByteBuffer.wrap(chunk.sessions()));
        }
        return wire;
    }

    /** @throws CorruptRecordException if the entries are not those that were sent */
    static SnapshotChunk decode(io.catena.thrift.SnapshotChunk wire) throws TProtocolException {
        List<SnapshotChunk.Entry> entries = new ArrayList<>(wire.getEntriesSize());
        for (SnapshotEntry entry : wire.getEntries()) {
            entries.add(new SnapshotChunk.Entry(
                    MessageCodec.realKey(entry.getKey()), entry.getValue(), entry.getVersion()));
        }
        if (checksum(entries) != wire.getChecksum()) {
            throw new CorruptRecordException(
                    "the checksum of a snapshot chunk of " + entries.size() + " entries does not match its entries");
        }
        return new SnapshotChunk(
                wire.getSeq(),
                wire.isSetReadAt() ? wire.getReadAt() : wire.getSeq(),
                MessageCodec.toKey(wire.getAfter()),
                entries,
                wire.isLast(),
                wire.getSessions(),
                wire.getPercent());
    }

    /** CRC32C over, for each entry: key length, value length, version (big-endian), key, value. */
    static int checksum(List<SnapshotChunk.Entry> entries) {
        CRC32C crc = new CRC32C();
        ByteBuffer numbers = ByteBuffer.allocate(NUMBERS_BYTES);
        for (SnapshotChunk.Entry entry : entries) {
            byte[] key = entry.key().bytes();
            numbers.clear();
            numbers.putInt(key.length).putInt(entry.value().length).putLong(entry.version());
            crc.update(numbers.array(), 0, NUMBERS_BYTES);
            crc.update(key, 0, key.length);
            crc.update(entry.value(), 0, entry.value().length);
        }
        return (int) crc.getValue();
    }
}
