package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.CallOptions;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.TTransportException;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What a server may send on a connection with several calls under way. Its replies are written by hand. */
public class CallMultiplexerTest {
    private static final long LONG_MILLIS = 20_000;

    private final ServerAccess access = ServerAccess.plainText();
    private ServerSocket listening;
    private Connection connection;
    private Socket socket;
    private DataInputStream fromClient;
    private DataOutputStream toClient;

    @Before
    public void connect() throws IOException, TException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        connection = access.newConnection(new ServerAddress("127.0.0.1", listening.getLocalPort()));
        connection.connect(Deadline.afterMillis(LONG_MILLIS));
        socket = listening.accept();
        fromClient = new DataInputStream(socket.getInputStream());
        toClient = new DataOutputStream(socket.getOutputStream());
    }

    @After
    public void close() throws IOException {
        connection.close();
        socket.close();
        listening.close();
    }

    /** A call whose answer is a number; when this returns, the server has received it. */
    private CompletableFuture<Long> begin(long millis, ReplyBounds bounds) throws IOException {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                answer.complete(
                        connection.catena(Deadline.afterMillis(millis), bounds).openSession(new CallOptions()));
            } catch (TException e) {
                answer.completeExceptionally(e);
            }
        });
        caller.start();
        fromClient.readNBytes(fromClient.readInt());
        return answer;
    }

    private CompletableFuture<Long> begin() throws IOException {
        return begin(LONG_MILLIS, ReplyBounds.SHORT);
    }

    private void reply(int number, long content) throws IOException, TException {
        TMemoryBuffer buffer = new TMemoryBuffer(64);
        TBinaryProtocol reply = new TBinaryProtocol(buffer);
        reply.writeMessageBegin(new TMessage("openSession", TMessageType.REPLY, number));
        reply.writeFieldBegin(new TField("", TType.I64, (short) 0));
        reply.writeI64(content);
        reply.writeFieldStop();
        toClient.writeInt(buffer.length());
        toClient.write(buffer.getArray(), 0, buffer.length());
        toClient.flush();
    }

    private static TException failure(CompletableFuture<Long> call) {
        return (TException) assertThrows(CompletionException.class, call::join).getCause();
    }

    @Test
    public void repliesOvertakeEachOther() throws Exception {
        CompletableFuture<Long> first = begin();
        CompletableFuture<Long> second = begin();
        CompletableFuture<Long> third = begin();
        reply(3, 30);
        assertEquals(30, (long) third.join());
        reply(1, 10);
        assertEquals(10, (long) first.join());
        CompletableFuture<Long> fourth = begin();
        reply(2, 20);
        reply(4, 40);
        assertEquals(20, (long) second.join());
        assertEquals(40, (long) fourth.join());
    }

    @Test
    public void aReplyToNoCallEndsAllOfThem() throws Exception {
        CompletableFuture<Long> first = begin();
        CompletableFuture<Long> second = begin();
        reply(99, 1);
        for (CompletableFuture<Long> call : List.of(first, second)) {
            String message = failure(call).getMessage();
            assertTrue(message, message.contains("a call that is not under way"));
        }
        assertThrows(
                TException.class,
                () -> connection
                        .catena(Deadline.afterMillis(LONG_MILLIS), ReplyBounds.SHORT)
                        .openSession(new CallOptions()));
    }

    @Test
    public void aReplyOfBytesWithoutSenseEndsAllCalls() throws Exception {
        for (byte[] frame : List.of(
                new byte[0],
                new byte[3],
                ByteBuffer.allocate(12).putInt(4, -1).array(),
                ByteBuffer.allocate(12).putInt(4, Integer.MAX_VALUE).array())) {
            CompletableFuture<Long> first = begin();
            CompletableFuture<Long> second = begin();
            toClient.writeInt(frame.length);
            toClient.write(frame);
            failure(first);
            failure(second);
            close();
            connect();
        }
    }

    @Test
    public void aReplyMayBeAsLongAsItsOwnCallPermits() throws Exception {
        CompletableFuture<Long> small = begin(LONG_MILLIS, new ReplyBounds(40, 1));
        CompletableFuture<Long> large = begin(LONG_MILLIS, ReplyBounds.SHORT);
        byte[] frame = new byte[100];
        ByteBuffer.wrap(frame).putInt(0x80010002).putInt(0).putInt(1);
        toClient.writeInt(frame.length);
        toClient.write(frame);
        String message = failure(small).getMessage();
        assertTrue(message, message.contains("Frame size (100) larger than max length (40)"));
        failure(large);
    }

    @Test
    public void aServerThatRepliesToNothingIsSilent() throws Exception {
        CompletableFuture<Long> earlier = begin();
        reply(1, 10);
        earlier.join();
        CompletableFuture<Long> first = begin(300, ReplyBounds.SHORT);
        CompletableFuture<Long> second = begin();
        for (CompletableFuture<Long> call : List.of(first, second)) {
            assertEquals(TTransportException.TIMED_OUT, ((TTransportException) failure(call)).getType());
        }
    }

    @Test
    public void aServerThatRepliesToOthersMeanwhileIsNotSilent() throws Exception {
        for (boolean lateOneReads : new boolean[] {true, false}) {
            CompletableFuture<Long> reads = lateOneReads ? null : begin();
            CompletableFuture<Long> late = begin(1000, ReplyBounds.SHORT);
            CompletableFuture<Long> other = begin();
            reply(lateOneReads ? 2 : 3, 20);
            assertEquals(20, (long) other.join());
            assertEquals(TTransportException.UNKNOWN, ((TTransportException) failure(late)).getType());
            if (reads != null) {
                failure(reads);
            }
            close();
            connect();
        }
    }

    @Test
    public void anInterruptedThreadWaitsForItsReplyAndStaysInterrupted() throws Exception {
        CompletableFuture<Long> reads = begin();
        CompletableFuture<Long> answer = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            Thread.currentThread().interrupt();
            try {
                long got = connection
                        .catena(Deadline.afterMillis(LONG_MILLIS), ReplyBounds.SHORT)
                        .openSession(new CallOptions());
                answer.complete(Thread.currentThread().isInterrupted() ? got : -1);
            } catch (TException e) {
                answer.completeExceptionally(e);
            }
        });
        caller.start();
        fromClient.readNBytes(fromClient.readInt());
        reply(2, 20);
        assertEquals(20, (long) answer.join());
        reply(1, 10);
        assertEquals(10, (long) reads.join());
    }

    @Test
    public void closingTheConnectionEndsAllCalls() throws Exception {
        CompletableFuture<Long> first = begin();
        CompletableFuture<Long> second = begin();
        connection.close();
        failure(first);
        failure(second);
    }
}
