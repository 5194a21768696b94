package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Layout;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.ReadResult;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.catenaConstants;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TType;
import org.junit.Test;

/** Whatever a server sends, it costs its client little memory, no more time than the call has, and no line of its log. */
public class HostileServersTest {
    private static final String FORGED = "\u001b[31mred\r\nERROR forged line\u202e";

    private static CatenaClient client(HostileServer server, long timeoutMillis) {
        return CatenaClient.builder()
                .servers(server.address())
                .timeoutMillis(timeoutMillis)
                .build();
    }

    private static String failure(HostileServer server) {
        try (CatenaClient client = client(server, 2_000)) {
            return assertThrows(CatenaException.class, () -> client.get("k")).getMessage();
        }
    }

    private static void writeList(TProtocol reply, int elements) throws TException {
        HostileServer.field(reply, 0);
        reply.writeFieldBegin(new TField("", TType.LIST, (short) 1));
        reply.writeListBegin(new TList(TType.STRUCT, elements));
    }

    @Test
    public void aListOfMoreAnswersThanWereAskedForIsRefusedBeforeItIsBuilt() throws IOException {
        try (HostileServer server = new HostileServer(reply -> {
            writeList(reply, 1_000_000);
            reply.getTransport().write(new byte[1_000_000]);
        })) {
            String message = failure(server);
            assertTrue(message, message.contains("the reply has 1000000 elements where at most 4096 can be right"));
        }
    }

    @Test
    public void anEmptyListOfAnswersIsNoAnswer() throws IOException {
        try (HostileServer server = new HostileServer(reply -> {
                    writeList(reply, 0);
                    reply.writeFieldBegin(new TField("", TType.I64, (short) 2));
                    reply.writeI64(5);
                    reply.writeFieldStop();
                });
                CatenaClient client = client(server, 2_000)) {
            ServerAddress address = ServerAddress.parse(server.address());
            String message = assertThrows(UnavailableException.class, () -> client.getStaleFrom(address, new byte[1]))
                    .getMessage();
            assertTrue(message, message.contains("0 answers to 1 read"));
        }
    }

    @Test
    public void aReplyThatIsLongerThanItCanBeIsRefusedAtItsLength() throws IOException {
        try (HostileServer server = new HostileServer(reply -> {})) {
            server.saidLength = catenaConstants.MAX_FRAME_BYTES;
            String message = failure(server);
            assertTrue(message, message.contains("larger than max length"));
            assertTrue("each attempt ended at once", server.calls.get() > 1);
        }
    }

    @Test
    public void theLargestValueThereIsFits() throws IOException {
        byte[] largest = new byte[catenaConstants.MAX_VALUE_BYTES];
        try (HostileServer server = new HostileServer(reply -> {
                    writeList(reply, 1);
                    new ReadResult()
                            .setValue(largest)
                            .setVersion(Long.MAX_VALUE)
                            .write(reply);
                    reply.writeFieldBegin(new TField("", TType.I64, (short) 2));
                    reply.writeI64(5);
                    reply.writeFieldStop();
                });
                CatenaClient client = client(server, 10_000)) {
            assertEquals(largest.length, client.get("k").orElseThrow().value().length);
        }
    }

    @Test
    public void aLayoutOfTooManyMembersIsRefused() throws IOException {
        try (HostileServer server = new HostileServer(reply -> {})) {
            List<LayoutMember> members = Collections.nCopies(5000, new LayoutMember("n", 1, "h", 1));
            server.layout = new Layout("test", catenaConstants.DEFAULT_CHAIN, 5, members, 5);
            try (CatenaClient client = client(server, 2000)) {
                String message =
                        assertThrows(UnavailableException.class, client::layout).getMessage();
                assertTrue(message, message.contains("5000 elements where at most 1000 can be right"));
            }
        }
    }

    private static void isShortAndPlain(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            assertTrue(message.length() + " characters", message.length() < 1500);
            assertFalse(message, message.codePoints().anyMatch(c -> Character.isISOControl(c) || c == 0x202e));
        }
        assertTrue(failure.getMessage(), failure.getMessage().contains("\\u001B[31mred"));
    }

    @Test
    public void whatErrorsOfServersSayIsCutAndForgesNoLine() throws IOException {
        String text = FORGED + "M".repeat(30_000);
        HostileServer.Content unavailable = reply -> {
            HostileServer.field(reply, 2);
            new Unavailable(text, UnavailableReason.OVERLOADED).write(reply);
        };
        HostileServer.Content invalid = reply -> {
            HostileServer.field(reply, 1);
            new InvalidRequest(text).write(reply);
        };
        for (HostileServer.Content content : List.of(unavailable, invalid)) {
            try (HostileServer server = new HostileServer(content);
                    CatenaClient client = client(server, 300)) {
                isShortAndPlain(assertThrows(CatenaException.class, () -> client.get("k")));
            }
        }
        try (HostileServer server = new HostileServer(reply -> {
            HostileServer.field(reply, 1);
            new Refused(text, RefusedReason.STOPPING).write(reply);
        })) {
            NodeAdmin node = new NodeAdmin(ServerAddress.parse(server.address()), 5000);
            isShortAndPlain(assertThrows(RefusedException.class, () -> node.die(true, false, null)));
        }
    }

    @Test
    public void whatLayoutsSayIsCut() throws IOException {
        try (HostileServer server = new HostileServer(reply -> {})) {
            server.layout = new Layout("test", catenaConstants.DEFAULT_CHAIN, 5, List.of(server.member()), 5)
                    .setNote("n".repeat(100_000));
            try (CatenaClient client = client(server, 5000)) {
                int length = client.layout().note().orElseThrow().length();
                assertEquals(ReplyProtocol.MAX_TEXT_CHARACTERS + "...".length(), length);
            }
        }
    }

    @Test
    public void aReplyThatNoMemoryIsLeftForIsNotAskedForAgain() {
        FakeServer server = new FakeServer();
        Threads threads = new Threads(1, null, ServerAccess.plainText(), () -> {});
        ServerAddress address = ServerAddress.parse(server.address());
        Topology topology = new Topology(List.of(address));
        AtomicInteger attempts = new AtomicInteger();
        ReadExchange hungry = new ReadExchange(topology);
        Exchange<ReadResult, ReadOperation> exchange = new Exchange<>() {
            @Override
            public Object batchKey(ReadOperation read) {
                return null;
            }

            @Override
            public List<ReadOperation> prepare(Connection connection, List<ReadOperation> batch, Deadline limit) {
                return batch;
            }

            @Override
            public List<ReadResult> perform(Connection connection, List<ReadOperation> batch, Deadline limit) {
                attempts.incrementAndGet();
                throw new OutOfMemoryError("Java heap space");
            }

            @Override
            public void expired(List<ReadOperation> batch, Problem problem, Throwable cause) {
                hungry.expired(batch, problem, cause);
            }
        };
        SharedConnection connection = new SharedConnection(
                address,
                topology,
                threads,
                new PendingConnections(topology, threads, new ServerSearch(topology, threads)));
        BatchSender<ReadResult, ReadOperation> batchSender = new BatchSender<>(connection, exchange, topology, threads);
        ReadOperation read = new ReadOperation(
                new Caller() {
                    @Override
                    public void done(PendingOperation<?, ?> operation) {
                        assertTrue(operation.isDone());
                    }

                    @Override
                    public void attemptFailed(PendingOperation<?, ?> operation) {
                        throw new AssertionError("another attempt would be made");
                    }

                    @Override
                    public Thread thread() {
                        return Thread.currentThread();
                    }
                },
                5000,
                new byte[1]);
        read.sendTo(topology.routeOf(read.key()));
        assertTrue(read.begin());
        batchSender.carry(List.of(read), read.deadline).tell().run();
        UnavailableException e = assertThrows(UnavailableException.class, read::result);
        assertEquals(UnavailableException.Reason.OVERLOADED, e.reason());
        assertTrue(e.getMessage(), e.getMessage().contains("no memory left for the reply"));
        assertEquals(1, attempts.get());
        batchSender.close();
        threads.close();
        server.close();
    }
}
