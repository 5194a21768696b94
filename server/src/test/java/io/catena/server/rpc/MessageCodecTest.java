package io.catena.server.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.CorruptRecordException;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Message;
import io.catena.server.chain.Message.Envelope;
import io.catena.server.chain.PartialSnapshot;
import io.catena.server.chain.Shortage;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.WriteId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocolException;
import org.junit.Test;

public class MessageCodecTest {
    private static final Envelope FROM = new Envelope(1, 8, "n1", -5);

    /** Without Netty's leak detector, which other tests set to record every access; there are a million here. */
    private static final UnpooledByteBufAllocator BUFFERS = new UnpooledByteBufAllocator(false, true);

    private final Set<String> seen = new TreeSet<>();

    @Test
    public void everyMessageComesBackAsItWas() throws Exception {
        same(new Message.Open("cluster", 1, 2, 3));
        same(new Message.Open("cluster", 1, 2, 3, 300));
        same(new Message.Opened(3, 17, -9, null));
        same(new Message.Opened(3, 17, 9, new PartialSnapshot(4, key("cursor"))));
        same(new Message.Opened(3, 17, 9, new PartialSnapshot(4, null)));
        same(new Message.Append(3, 18, List.of(), 17, 5, 4));
        same(new Message.Ack(3, 17, 5, -1, Shortage.NONE, true));
        same(new Message.Ack(3, 17, 5, 0, new Shortage("n3", null), false));
        same(new Message.Ack(3, 17, 5, 0, new Shortage("n2", "n3"), false));
        same(new Message.ChunkInstalled(3, 4, key("cursor")));
        same(new Message.ChunkInstalled(3, 4, null));
        same(new Message.Query(77));
        same(new Message.QueryAnswer(77, 16));
        same(new Message.Waiting());
        roundTrip(new Message.Chunk(3, chunk(null)));
        assertEquals(MessageCodec.NAMES, seen);
    }

    @Test
    public void anAckThatDoesNotSayWhetherLeasesWereUsedCountsAsUsingThem() {
        assertTrue(new io.catena.thrift.Ack(3, 17, 5).isLeasesUsed());
    }

    @Test
    public void recordsComeBackByteForByte() throws Exception {
        LogRecord first = record(18);
        LogRecord second = record(19);
        Message.Append back = (Message.Append) roundTrip(new Message.Append(3, 18, List.of(first, second), 17, 5, 4));
        assertEquals(2, back.records().size());
        assertArrayEquals(first.bytes(), back.records().get(0).bytes());
        assertArrayEquals(second.bytes(), back.records().get(1).bytes());
        assertEquals(19, back.records().get(1).seq());
    }

    @Test
    public void aChunkComesBackWithItsEntriesAndSessions() throws Exception {
        SnapshotChunk back =
                ((Message.Chunk) roundTrip(new Message.Chunk(3, chunk("sessions".getBytes(UTF_8))))).content();
        assertEquals(4, back.seq());
        assertEquals(7, back.readAt());
        assertEquals(key("a"), back.after());
        assertEquals(2, back.entries().size());
        assertEquals(key("b"), back.entries().get(0).key());
        assertArrayEquals("vb".getBytes(UTF_8), back.entries().get(0).value());
        assertEquals(12, back.entries().get(0).version());
        assertEquals(0, back.entries().get(1).value().length);
        assertTrue(back.last());
        assertArrayEquals("sessions".getBytes(UTF_8), back.sessions());
        assertEquals(50, back.percent());
        SnapshotChunk first = new SnapshotChunk(4, 6, null, List.of(), false, null, 0);
        back = ((Message.Chunk) roundTrip(new Message.Chunk(3, first))).content();
        assertNull(back.after());
        assertNull(back.sessions());
    }

    @Test
    public void aChunkThatDoesNotSayWhenItWasReadIsOfTheSnapshotsOwnAge() throws Exception {
        io.catena.thrift.SnapshotChunk wire = ChunkCodec.encode(3, chunk("sessions".getBytes(UTF_8)));
        assertEquals(7, ChunkCodec.decode(wire).readAt());
        wire.unsetReadAt();
        assertEquals(4, ChunkCodec.decode(wire).readAt());
    }

    @Test
    public void aDamagedRecordIsNoticed() throws Exception {
        assertThrows(
                CorruptRecordException.class, () -> damaged(new Message.Append(3, 18, List.of(record(18)), 17, 5, 4)));
    }

    @Test
    public void aDamagedEntryOfAChunkIsNoticed() {
        assertThrows(CorruptRecordException.class, () -> damaged(new Message.Chunk(3, chunk(null))));
    }

    @Test
    public void theChecksumOfAChunkCoversEveryPartOfEveryEntry() {
        List<Integer> checksums = new ArrayList<>();
        for (SnapshotChunk.Entry entry : List.of(
                entry("ab", "c", 1),
                entry("a", "bc", 1),
                entry("ab", "d", 1),
                entry("ab", "c", 2),
                entry("bb", "c", 1))) {
            checksums.add(ChunkCodec.checksum(List.of(entry)));
        }
        assertEquals("all differ", checksums.size(), Set.copyOf(checksums).size());
        assertEquals(0, ChunkCodec.checksum(List.of()));
    }

    @Test
    public void aMessageWithoutSenderOrContentIsNone() {
        ByteBuf empty = BUFFERS.heapBuffer().writeByte(0);
        for (String name : MessageCodec.NAMES) {
            assertThrows(
                    name,
                    TProtocolException.class,
                    () -> MessageCodec.decode(name, WireProtocol.reading(empty.duplicate())));
        }
        empty.release();
    }

    @Test
    public void aChunkOfOneMebibyteFitsHoweverSmallItsEntriesAre() throws Exception {
        List<SnapshotChunk.Entry> entries = new ArrayList<>();
        byte[] nothing = new byte[0];
        int storedBytes = 14;
        for (int bytes = 0; bytes < 1 << 20; bytes += storedBytes) {
            int i = entries.size();
            entries.add(new SnapshotChunk.Entry(
                    new Key(new byte[] {(byte) (i >> 16), (byte) (i >> 8), (byte) i}), nothing, i));
        }
        assertTrue(entries.size() <= MessageCodec.MAX_ELEMENTS);
        SnapshotChunk chunk = new SnapshotChunk(4, 6, null, entries, false, null, 1);
        assertEquals(
                entries.size(),
                ((Message.Chunk) roundTrip(new Message.Chunk(3, chunk)))
                        .content()
                        .entries()
                        .size());
    }

    @Test
    public void binaryFieldsAreArraysOfTheirOwnSize() throws Exception {
        ByteBuf frame = BUFFERS.heapBuffer();
        WireProtocol.writing(frame, 100).writeBinary(ByteBuffer.wrap("abc".getBytes(UTF_8)));
        ByteBuffer back = WireProtocol.reading(frame).readBinary();
        assertEquals(3, back.array().length);
        assertSame(back.array(), Bytes.of(back));
        frame.release();
    }

    private void same(Message message) throws Exception {
        assertEquals(message, roundTrip(message));
    }

    private Message roundTrip(Message message) throws Exception {
        ByteBuf frame = frame(message);
        try {
            return decode(frame);
        } finally {
            frame.release();
        }
    }

    /** Finds the letters "vb" in the frame, which only a value has, and changes one. */
    private void damaged(Message message) throws Exception {
        ByteBuf frame = frame(message);
        try {
            int at =
                    frame.toString(java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("vb");
            assertTrue(at > 0);
            frame.setByte(at, 'w');
            decode(frame);
        } finally {
            frame.release();
        }
    }

    private static ByteBuf frame(Message message) throws Exception {
        MessageCodec.Outgoing outgoing = MessageCodec.encode(FROM, message);
        return Frames.encode(
                BUFFERS,
                new TMessage(outgoing.name(), TMessageType.ONEWAY, 0),
                outgoing.arguments(),
                MessageCodec.MAX_FRAME_BYTES);
    }

    private Message decode(ByteBuf frame) throws Exception {
        assertEquals(frame.readInt(), frame.readableBytes());
        WireProtocol in = WireProtocol.reading(frame)
                .allowElements(MessageCodec.MAX_ELEMENTS)
                .allowMemory(MessageCodec.MAX_MEMORY_BYTES);
        TMessage header = in.readMessageBegin();
        seen.add(header.name);
        MessageCodec.Received received = MessageCodec.decode(header.name, in);
        assertEquals(FROM, received.from());
        assertEquals(0, frame.readableBytes());
        return received.message();
    }

    private static LogRecord record(long seq) {
        LoggedWrite write =
                new LoggedWrite(LoggedWrite.Kind.PUT, key("k"), "vb".getBytes(UTF_8), new WriteId(1, 2, 1), null);
        return LogRecord.encode(seq, 8, List.of(write));
    }

    private static SnapshotChunk chunk(byte[] sessions) {
        return new SnapshotChunk(4, 7, key("a"), List.of(entry("b", "vb", 12), entry("c", "", 13)), true, sessions, 50);
    }

    private static SnapshotChunk.Entry entry(String key, String value, long version) {
        return new SnapshotChunk.Entry(key(key), value.getBytes(UTF_8), version);
    }

    private static Key key(String text) {
        return new Key(text.getBytes(UTF_8));
    }
}
