package io.catena.server.rpc;

import static io.catena.server.rpc.ClientCallsTest.buffer;
import static io.catena.server.rpc.Crafted.field;
import static io.catena.server.rpc.Crafted.nestedLists;
import static io.catena.server.rpc.Crafted.nestedStructs;
import static io.catena.server.rpc.Crafted.unknownMap;
import static io.catena.server.rpc.Crafted.unknownText;
import static io.catena.server.rpc.Crafted.writeWithList;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Message;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.thrift.catenaConstants;
import io.catena.tls.TlsFailure;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TType;
import org.junit.Rule;
import org.junit.Test;

/** Rows 44 to 49 and 58 of the list of faults: invalid bytes do no harm. */
public class HostileBytesTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final byte[] SECRET = "secretkey".getBytes(ISO_8859_1);

    @Rule
    public final RpcRig rig = new RpcRig();

    @Test
    public void row44_impossibleFrameLengthsCloseTheConnectionAndAllocateNothing() throws Exception {
        rig.start(RpcRig.LIMITS);
        long before = rig.usedBytes();
        int[] lengths = {0, -1, Integer.MIN_VALUE, 12, MessageCodec.MAX_FRAME_BYTES + 1, Integer.MAX_VALUE};
        for (int length : lengths) {
            rig.raw().sendInt(length).expectClosed();
        }
        assertEquals(lengths.length, rig.counter("connections.faulty"));
        await().until(() -> rig.usedBytes() == before);
    }

    @Test
    public void row44_aDeclaredLengthIsNotAllocatedBeforeItsBytesCome() throws Exception {
        rig.start(RpcRig.LIMITS);
        byte[] frame = RawClient.frame("put", TMessageType.CALL, 1, new byte[8_000_000]);
        for (int i = 0; i < 20; i++) {
            rig.raw().send(frame, 100);
        }
        await().until(() -> rig.counter("bytes.in") == 2000);
        assertTrue("used: " + rig.usedBytes(), rig.usedBytes() < MEBIBYTE);
    }

    @Test
    public void row44_theLongestFrameOfAClientIsReadAndOneByteMoreIsRefusedAtItsFirstBytes() throws Exception {
        rig.start(RpcRig.LIMITS);
        int around = RawClient.frame("layout", TMessageType.CALL, 1, new byte[0]).length - Integer.BYTES;
        // An unknown text field makes up the length.
        int text = catenaConstants.MAX_FRAME_BYTES - around - (1 + 2 + 4) - 1;
        RawClient longest = rig.raw();
        longest.send(RawClient.frame("layout", TMessageType.CALL, 1, unknownText(text)));
        assertEquals(1, longest.answer().header().seqid);
        byte[] tooLong = RawClient.frame("layout", TMessageType.CALL, 1, unknownText(text + 1));
        rig.raw().send(tooLong, 50).expectClosed();
        assertEquals(
                1,
                rig.log
                        .linesWith("a frame length of 8388609 bytes; at most 8388608 are legal")
                        .size());
    }

    @Test
    public void row45_whatIsNotThriftIsClosedWithOneShortLogLine() throws Exception {
        rig.start(RpcRig.LIMITS);
        rig.raw().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1)).expectClosed();
        rig.raw().sendInt(40).send(new byte[] {0, 0, 0, 3, 'g', 'e', 't', 1}).expectClosed();
        List<String> lines = rig.log.linesWith("connection from /127.0.0.1:");
        assertEquals(lines.toString(), 2, lines.size());
        lines.forEach(line -> assertFalse(line, line.contains("\n") || line.length() > 300));
    }

    @Test
    public void row45_aCallerThatSpeaksTlsIsToldThatTheNodeDoesNot() throws Exception {
        rig.start(RpcRig.LIMITS);
        byte[] hello = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
        rig.raw().send(hello).expectText("this node speaks plain text\n").expectClosed();
        try (Socket socket = SSLContext.getDefault().getSocketFactory().createSocket("127.0.0.1", rig.port)) {
            SSLException e = assertThrows(SSLException.class, ((SSLSocket) socket)::startHandshake);
            TlsFailure told = TlsFailure.of(e).orElseThrow();
            assertTrue(told.words(), told.isLasting());
            assertTrue(told.words(), told.words().contains("does not speak TLS; use plain text with it"));
        }
        assertEquals(2, rig.counter("connections.faulty"));
        assertEquals(
                2,
                rig.log
                        .linesWith("closed: a TLS handshake where plain text is spoken")
                        .size());
    }

    /** Behind a frame, the same bytes are a length that no frame may have. */
    @Test
    public void row45_onlyTheFirstBytesOfAConnectionAreTakenForAHandshake() throws Exception {
        rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw();
        raw.call("layout", 1, new Catena.layout_args(1));
        raw.answer();
        raw.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3}).expectClosed();
        assertEquals(List.of(), rig.log.linesWith("a TLS handshake"));
        assertEquals(1, rig.log.linesWith("closed: a frame length of").size());
    }

    @Test
    public void row45_randomBytesNeverHarmOtherConnections() throws Exception {
        rig.start(TestLimits.of("frameDeadlineMillis", 300));
        Catena.Client client = rig.client();
        Random random = new Random(42);
        byte[] good = RawClient.frame(
                "write",
                TMessageType.CALL,
                1,
                RawClient.bytes(new Catena.write_args(
                        List.of(new Write(WriteKind.PUT, buffer("k"), false).setValue(buffer("v"))), null)));
        for (int i = 0; i < 300; i++) {
            byte[] bytes = i % 2 == 0 ? new byte[random.nextInt(60)] : good.clone();
            if (i % 2 == 0) {
                random.nextBytes(bytes);
            } else {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            rig.raw().send(bytes).close();
        }
        assertEquals("c", client.layout(1).getCluster());
        assertEquals(List.of(), rig.log.linesWith("Exception"));
    }

    @Test
    public void row46_nestingBeyondTheLimitIsAProtocolErrorAndTheConnectionStays() throws Exception {
        rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw();
        raw.send(RawClient.frame("layout", TMessageType.CALL, 1, nestedStructs(60)));
        assertEquals(TMessageType.REPLY, raw.answer().header().type);
        for (int depth : new int[] {66, 1_000_000}) {
            expectProtocolError(raw.send(RawClient.frame("layout", TMessageType.CALL, 1, nestedStructs(depth))));
        }
        expectProtocolError(raw.send(RawClient.frame("layout", TMessageType.CALL, 1, nestedLists(1_000_000))));
        assertEquals(List.of(), rig.log.linesWith("StackOverflow"));
    }

    @Test
    public void row47_containersOfImpossibleSizeAreProtocolErrorsAndMemoryStaysFlat() throws Exception {
        rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw();
        expectProtocolError(raw.send(writeWithList(TType.STRUCT, 0))); // loads classes before anything is measured
        long before = allocatedByLoop();
        for (int size : new int[] {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 50_000_000}) {
            for (byte type : new byte[] {TType.STRUCT, TType.STRING, TType.BYTE, 99}) {
                expectProtocolError(raw.send(writeWithList(type, size)));
            }
            expectProtocolError(raw.send(RawClient.frame("layout", TMessageType.CALL, 1, unknownMap(size))));
            expectProtocolError(
                    raw.send(RawClient.frame("put", TMessageType.CALL, 1, field(TType.STRING, 1, size, new byte[8]))));
            expectProtocolError(raw.send(
                    RawClient.frame("layout", TMessageType.CALL, 1, field(TType.STRING, 77, size, new byte[8]))));
        }
        long allocated = allocatedByLoop() - before;
        assertTrue("allocated: " + allocated, allocated < 16 * MEBIBYTE);
    }

    @Test
    public void row47_fieldsOfTheWrongTypeCountAsMissing() throws Exception {
        rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw();
        byte[] keyAsNumber = {TType.I32, 0, 1, 0, 0, 0, 7, TType.STOP};
        raw.send(RawClient.frame("get", TMessageType.CALL, 1, keyAsNumber));
        Catena.get_result result = new Catena.get_result();
        result.read(raw.answer().body());
        assertEquals("the key is missing", result.getInvalid().getMessage());
    }

    @Test
    public void row47_aBatchOfTooManyOperationsIsRefusedInWordsBeforeItIsRead() throws Exception {
        rig.start(RpcRig.LIMITS);
        Catena.Client client = rig.client();
        assertEquals(
                4096, client.read(Collections.nCopies(4096, buffer("k")), null).getResultsSize());
        InvalidRequest refused =
                assertThrows(InvalidRequest.class, () -> client.read(Collections.nCopies(4097, buffer("k")), null));
        assertEquals("the batch has 4097 operations; at most 4096: send smaller batches", refused.getMessage());
    }

    @Test
    public void row47_aFrameFullOfEmptyKeysIsRefusedBeforeAnObjectIsMadeForEach() throws Exception {
        rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw();
        int count = 2_000_000;
        ByteArrayOutputStream keys = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(keys);
        out.write(new byte[] {TType.LIST, 0, 1, TType.STRING});
        out.writeInt(count);
        out.write(new byte[count * Integer.BYTES]);
        out.writeByte(TType.STOP);
        raw.send(RawClient.frame("read", TMessageType.CALL, 1, keys.toByteArray()));
        Catena.read_result result = new Catena.read_result();
        result.read(raw.answer().body());
        assertEquals(
                "the batch has 2000000 operations; at most 4096: send smaller batches",
                result.getInvalid().getMessage());
        assertTrue("allocated: " + allocatedByLoop(), allocatedByLoop() < 32 * MEBIBYTE);
    }

    private long allocatedByLoop() {
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long loop = rig.onLoop(() -> Thread.currentThread().getId());
        return threads.getThreadAllocatedBytes(loop);
    }

    @Test
    public void row48_keysAndValuesAtTheirLimitsRoundTripExactlyAndBeyondAreRefused() throws Exception {
        rig.start(RpcRig.LIMITS);
        Catena.Client client = rig.client();
        byte[] everyByte = new byte[1024];
        IntStream.range(0, everyByte.length).forEach(i -> everyByte[i] = (byte) i);
        byte[] largest = new byte[1 << 20];
        new Random(1).nextBytes(largest);
        byte[][] keys = {{0}, {(byte) 0xff, (byte) 0xfe}, {(byte) 0xc3, 0x28}, everyByte};
        for (byte[] key : keys) {
            for (byte[] value : new byte[][] {{}, {0}, everyByte, largest}) {
                client.put(ByteBuffer.wrap(key), ByteBuffer.wrap(value), null);
                assertArrayEquals(value, client.get(ByteBuffer.wrap(key), null).getValue());
            }
        }
        ByteBuffer good = buffer("k");
        ByteBuffer longKey = ByteBuffer.allocate(1025);
        ByteBuffer longValue = ByteBuffer.allocate((1 << 20) + 1);
        assertThrows(InvalidRequest.class, () -> client.put(ByteBuffer.allocate(0), good, null));
        assertThrows(InvalidRequest.class, () -> client.put(longKey, good, null));
        assertThrows(InvalidRequest.class, () -> client.put(good, longValue, null));
        assertThrows(InvalidRequest.class, () -> client.get(longKey, null));
        assertThrows(InvalidRequest.class, () -> client.remove(longKey, null));
        assertThrows(InvalidRequest.class, () -> client.read(List.of(good, longKey), null));
        assertFalse(
                "a refused batch is refused as a whole", client.get(good, null).isSetValue());
    }

    @Test
    public void row49_anUnknownMethodIsAnsweredAndTheConnectionStays() throws Exception {
        rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw();
        raw.send(RawClient.frame("compareAndSwap", TMessageType.CALL, 7, new byte[] {TType.STOP}));
        RawClient.Answer answer = raw.answer();
        assertEquals(7, answer.header().seqid);
        assertEquals("compareAndSwap", answer.header().name);
        assertEquals(TApplicationException.UNKNOWN_METHOD, errorIn(answer).getType());
        raw.call("layout", 8, new Catena.layout_args(1));
        assertEquals(8, raw.answer().header().seqid);
        assertEquals(1, rig.counter("calls.in.unknown"));
    }

    /** The arguments of a write with one operation. */
    private static byte[] writeOf(byte[]... fields) throws Exception {
        ByteArrayOutputStream arguments = new ByteArrayOutputStream();
        arguments.write(new byte[] {TType.LIST, 0, 1, TType.STRUCT, 0, 0, 0, 1});
        for (byte[] field : fields) {
            arguments.write(field);
        }
        arguments.write(new byte[] {TType.STOP, TType.STOP});
        return arguments.toByteArray();
    }

    @Test
    public void row49_anUnknownKindOfWriteIsRefusedAsWhatItIs() throws Exception {
        rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw();
        byte[] key = field(TType.STRING, 2, 9, SECRET);
        for (byte[] kind : List.of(new byte[0], new byte[] {TType.I32, 0, 1, 0, 0, 0, 9})) {
            raw.send(RawClient.frame("write", TMessageType.CALL, 7, writeOf(kind, key)));
            Catena.write_result result = new Catena.write_result();
            result.read(raw.answer().body());
            assertEquals(
                    "the kind of a write is missing or is unknown to this node; send PUT or DELETE",
                    result.getInvalid().getMessage());
        }
    }

    @Test
    public void row49_aMissingRequiredFieldIsAProtocolErrorThatTellsNoData() throws Exception {
        rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw();
        raw.send(RawClient.frame("write", TMessageType.CALL, 7, writeOf(field(TType.STRING, 3, 9, SECRET))));
        TApplicationException error = errorIn(raw.answer());
        assertEquals(TApplicationException.PROTOCOL_ERROR, error.getType());
        assertEquals("Required field 'key' was not present!", error.getMessage());
        raw.call("layout", 8, new Catena.layout_args(1));
        assertEquals(8, raw.answer().header().seqid);
        assertEquals(1, rig.log.linesWith("'key' was not present").size());
        assertEquals(List.of(), rig.log.linesWith("73 65 63"));
    }

    @Test
    public void row49_anEnumValueOfTheFutureIsAProtocolError() throws Exception {
        rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw();
        byte[] kind3 = {TType.LIST, 0, 1, TType.STRUCT, 0, 0, 0, 1, TType.I32, 0, 1, 0, 0, 0, 3, 0, 0};
        expectProtocolError(raw.send(RawClient.frame("write", TMessageType.CALL, 7, kind3)));
    }

    @Test
    public void row49_aMessageTypeThatIsNoCallClosesTheConnection() throws Exception {
        rig.start(RpcRig.LIMITS);
        for (byte type : new byte[] {TMessageType.REPLY, TMessageType.EXCEPTION, TMessageType.ONEWAY, 0, 77}) {
            rig.raw()
                    .send(RawClient.frame("layout", type, 1, new byte[] {TType.STOP}))
                    .expectClosed();
        }
    }

    @Test
    public void row49_nothingIsDeliveredBehindAMessageThatCannotBeRead() throws Exception {
        rig.start(RpcRig.LIMITS);
        MessageCodec.Outgoing query = MessageCodec.encode(new Message.Envelope(1, 2, "n", 3), new Message.Query(1));
        byte[] good = RawClient.frame("query", TMessageType.ONEWAY, 0, RawClient.bytes(query.arguments()));
        byte[] bad = RawClient.frame("query", TMessageType.ONEWAY, 0, new byte[] {TType.STOP});
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] each : new byte[][] {good, bad, good, good}) {
            all.write(each);
        }
        rig.raw().send(all.toByteArray()).expectClosed();
        assertEquals(List.of(new Message.Query(1)), rig.node.messages);
        assertEquals(1, rig.counter("messages.in.query"));
        assertEquals(1, rig.counter("connections.faulty"));
    }

    @Test
    public void row58_theAdminTokenIsNeverLogged() throws Exception {
        rig.start(RpcRig.LIMITS);
        rig.admin().die(true, true, "hunter2");
        byte[] args = RawClient.bytes(new CatenaAdmin.die_args(true, true, "hunter2"));
        args[args.length - 1] = 99;
        expectProtocolError(rig.raw().send(RawClient.frame("die", TMessageType.CALL, 1, args)));
        assertEquals(List.of(), rig.log.linesWith("hunter2"));
    }

    private static void expectProtocolError(RawClient raw) throws Exception {
        assertEquals(TApplicationException.PROTOCOL_ERROR, errorIn(raw.answer()).getType());
    }

    private static TApplicationException errorIn(RawClient.Answer answer) throws Exception {
        assertEquals(TMessageType.EXCEPTION, answer.header().type);
        return TApplicationException.readFrom(answer.body());
    }
}
