package io.catena.server.rpc;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.CorruptRecordException;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Message;
import io.catena.server.chain.PartialSnapshot;
import io.catena.server.chain.Shortage;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.WriteId;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TMessageType;
import org.junit.Rule;
import org.junit.Test;

/** Messages between nodes with changed bytes are read as another message or refused; no other error comes of them. */
public class MutatedFramesTest {
    private static final long SEED = System.nanoTime();
    private static final int MUTATIONS = 4_000;
    private static final Message.Envelope FROM = new Message.Envelope(1, 8, "n1", -5);

    @Rule
    public final RpcRig rig = new RpcRig();

    private final Random random = new Random(SEED);

    private static Key key(String text) {
        return new Key(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Message> messages() {
        LogRecord record = LogRecord.encode(
                18,
                7,
                List.of(new LoggedWrite(LoggedWrite.Kind.PUT, key("k"), new byte[9], new WriteId(1, 2, 3), null)));
        return List.of(
                new Message.Open("cluster", 1, 2, 3),
                new Message.Opened(3, 17, 9, new PartialSnapshot(4, key("cursor"))),
                new Message.Append(3, 18, List.of(record), 17, 5, 4),
                new Message.Ack(3, 17, 5, 0, new Shortage("n3", "n4"), false),
                new Message.ChunkInstalled(3, 4, key("cursor")),
                new Message.Query(77),
                new Message.QueryAnswer(77, 16),
                new Message.Waiting(),
                new Message.Chunk(
                        3,
                        new SnapshotChunk(
                                4,
                                6,
                                key("a"),
                                List.of(new SnapshotChunk.Entry(key("b"), new byte[5], 12)),
                                true,
                                new byte[8],
                                50)));
    }

    private byte[] mutated(byte[] right) {
        byte[] bytes = right.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 ->
                    Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) (random.nextBoolean() ? -1 : 0x7f));
                default -> bytes = Arrays.copyOf(bytes, at);
            }
        }
        return bytes;
    }

    @Test
    public void bytesThatHaveChangedAreReadOrRefused_row65() throws Exception {
        for (Message message : messages()) {
            MessageCodec.Outgoing outgoing = MessageCodec.encode(FROM, message);
            byte[] right = RawClient.bytes(outgoing.arguments());
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] wrong = mutated(right);
                try {
                    MessageCodec.decode(
                            outgoing.name(),
                            WireProtocol.reading(Unpooled.wrappedBuffer(wrong))
                                    .allowElements(MessageCodec.MAX_ELEMENTS));
                } catch (TException | CorruptRecordException refused) {
                    continue;
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("seed " + SEED + ", " + outgoing.name() + " " + Arrays.toString(wrong), e);
                }
            }
        }
    }

    @Test
    public void aFrameThatCannotBeReadCostsItsConnectionAndOthersGoOn_row65() throws Exception {
        rig.start(RpcRig.LIMITS);
        MessageCodec.Outgoing query = MessageCodec.encode(FROM, new Message.Query(1));
        byte[] arguments = RawClient.bytes(query.arguments());
        byte[] right = RawClient.frame("query", TMessageType.ONEWAY, 0, arguments);
        byte[] wrong = RawClient.frame("query", TMessageType.ONEWAY, 0, Arrays.copyOf(arguments, arguments.length / 2));
        for (int i = 0; i < 100; i++) {
            rig.raw().send(wrong).expectClosed();
        }
        RawClient good = rig.raw().send(right);
        await().until(() -> rig.node.messages.size() == 1);
        good.close();
        assertEquals(100, rig.counter("connections.faulty"));
        assertTrue(rig.log.linesWith("closed:").size() < 50);
    }

    @Test
    public void namesThatWouldForgeALineAreRefused_row65() {
        for (String name : new String[] {"", "a\nb", "\u001b[2J", "x".repeat(1000)}) {
            refused(new Message.Envelope(1, 8, name, 1), new Message.Query(1));
            refused(FROM, new Message.Open(name, 1, 2, 3));
            refused(FROM, new Message.Ack(3, 17, 5, 0, new Shortage(name, null), false));
            refused(FROM, new Message.Ack(3, 17, 5, 0, new Shortage(null, name), false));
        }
        refused(FROM, new Message.ChunkInstalled(3, 4, new Key(new byte[2000])));
    }

    private static void refused(Message.Envelope from, Message message) {
        MessageCodec.Outgoing outgoing = MessageCodec.encode(from, message);
        assertThrows(
                TException.class,
                () -> MessageCodec.decode(
                        outgoing.name(),
                        WireProtocol.reading(Unpooled.wrappedBuffer(RawClient.bytes(outgoing.arguments())))
                                .allowElements(MessageCodec.MAX_ELEMENTS)));
    }
}
