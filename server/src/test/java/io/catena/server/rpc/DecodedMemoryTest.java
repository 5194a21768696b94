package io.catena.server.rpc;

import static io.catena.server.rpc.ClientCallsTest.buffer;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.WriteCommand;
import io.catena.server.rpc.WireProtocol.TooMuchMemoryException;
import io.catena.thrift.Append;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaNode;
import io.catena.thrift.Condition;
import io.catena.thrift.Sender;
import io.catena.thrift.Write;
import io.catena.thrift.WriteId;
import io.catena.thrift.WriteKind;
import io.catena.thrift.catenaConstants;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.apache.thrift.protocol.TMessageType;
import org.junit.Rule;
import org.junit.Test;

/** Compares the memory that calls are charged with the memory that they take in the heap. */
public class DecodedMemoryTest {
    private static final int CALLS = 25;

    @Rule
    public final RpcRig rig = new RpcRig();

    private interface Call {
        /** Returns all of the call that the node keeps. */
        Object read(WireProtocol in) throws Exception;
    }

    @Test
    public void tinyDeletesAndWhatTheNodeMakesOfThemAreChargedWithWhatTheyTake() throws Exception {
        compare(new Catena.write_args(writes(false), null), DecodedMemoryTest::commands);
    }

    @Test
    public void writesWithEverythingThatTheyMayHaveAreChargedWithWhatTheyTake() throws Exception {
        compare(new Catena.write_args(writes(true), null), DecodedMemoryTest::commands);
    }

    @Test
    public void shortKeysToReadAreChargedWithWhatTheyTake() throws Exception {
        List<java.nio.ByteBuffer> keys = new ArrayList<>();
        for (int i = 0; i < catenaConstants.MAX_BATCH_OPERATIONS; i++) {
            keys.add(buffer(Integer.toString(i, 36)));
        }
        compare(new Catena.read_args(keys, null), in -> {
            Catena.read_args args = new Catena.read_args();
            args.read(in);
            return List.of(
                    args, args.getKeys().stream().map(Bytes::of).map(Key::new).toList());
        });
    }

    @Test
    public void aMessageOfMoreThanAnyNodeSendsIsRefusedByItsFirstBytesAndItsConnectionClosed() throws Exception {
        rig.start(RpcRig.LIMITS);
        Append append = new Append();
        append.setRecords(java.util.Collections.nCopies(MessageCodec.MAX_ELEMENTS, java.nio.ByteBuffer.allocate(0)));
        CatenaNode.append_args args = new CatenaNode.append_args(new Sender(1, 1, "n", 1), append);
        RawClient node = rig.raw();
        node.send(RawClient.frame("append", TMessageType.ONEWAY, 0, RawClient.bytes(args)));
        node.expectClosed();
        assertEquals(1, rig.log.linesWith("it takes more memory than").size());
    }

    @Test
    public void whatDoesNotFitIsRefusedByItsFirstBytes() throws Exception {
        ByteBuf frame = Unpooled.wrappedBuffer(RawClient.bytes(new Catena.write_args(writes(false), null)));
        WireProtocol in = WireProtocol.reading(frame)
                .allowElements(1 << 16)
                .allowMemory(50L * catenaConstants.MAX_BATCH_OPERATIONS);
        assertThrows(TooMuchMemoryException.class, () -> new Catena.write_args().read(in));
        assertTrue("bytes read: " + frame.readerIndex(), frame.readerIndex() < 20);
    }

    private static Object commands(WireProtocol in) throws Exception {
        Catena.write_args args = new Catena.write_args();
        args.read(in);
        List<WriteCommand> commands = new ArrayList<>(args.getWritesSize());
        for (Write write : args.getWrites()) {
            WriteId id = write.getId();
            commands.add(new WriteCommand(
                    LoggedWrite.Kind.DELETE,
                    new Key(write.getKey()),
                    write.getValue(),
                    id == null
                            ? null
                            : new io.catena.server.chain.WriteId(
                                    id.getSession(), id.getRequest(), id.getLowestUnanswered()),
                    write.getCondition() == null ? null : new WriteCommand.Condition(true, 0),
                    false));
        }
        return List.of(args, commands);
    }

    private static List<Write> writes(boolean withAll) {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < catenaConstants.MAX_BATCH_OPERATIONS; i++) {
            Write write = new Write(WriteKind.DELETE, buffer(Integer.toString(i, 36)), false);
            if (withAll) {
                write.setValue(new byte[] {1})
                        .setCondition(new Condition().setAbsent(true))
                        .setId(new WriteId(1, i, 0));
            }
            writes.add(write);
        }
        return writes;
    }

    private static void compare(org.apache.thrift.TSerializable arguments, Call call) throws Exception {
        byte[] bytes = RawClient.bytes(arguments);
        List<Object> kept = new ArrayList<>();
        long chargedBytes = 0;
        long before = usedBytes();
        for (int i = 0; i < CALLS; i++) {
            WireProtocol in =
                    WireProtocol.reading(Unpooled.wrappedBuffer(bytes)).allowElements(1 << 16);
            kept.add(call.read(in));
            chargedBytes += in.memoryBytes();
        }
        long takenBytes = usedBytes() - before;
        String both = kept.size() + " calls are charged with " + chargedBytes + " bytes and take " + takenBytes;
        assertTrue(both, takenBytes <= chargedBytes && takenBytes > chargedBytes / 2);
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
