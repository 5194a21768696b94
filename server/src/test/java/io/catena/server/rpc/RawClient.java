package io.catena.server.rpc;

import static org.junit.Assert.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.TMemoryInputTransport;

/** A socket that sends any bytes and reads frames. */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
    }

    RawClient send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends the first bytes only. */
    RawClient send(byte[] bytes, int count) throws IOException {
        socket.getOutputStream().write(bytes, 0, count);
        return this;
    }

    RawClient sendInt(int value) throws IOException {
        return send((byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value);
    }

    public RawClient call(String method, int sequence, TSerializable arguments) throws IOException, TException {
        return send(frame(method, TMessageType.CALL, sequence, bytes(arguments)));
    }

    /** A reply, positioned at its body. */
    public Answer answer() throws IOException, TException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        TBinaryProtocol protocol = new TBinaryProtocol(new TMemoryInputTransport(frame));
        return new Answer(protocol.readMessageBegin(), protocol);
    }

    public record Answer(TMessage header, TBinaryProtocol body) {}

    /** Waits until the other side has said this. */
    RawClient expectText(String text) throws IOException {
        assertEquals(text, new String(in.readNBytes(text.length()), StandardCharsets.US_ASCII));
        return this;
    }

    /** Waits until the other side closes; fails after ten seconds, or if a byte comes. */
    void expectClosed() throws IOException {
        try {
            int read = in.read();
            if (read >= 0) {
                throw new AssertionError("the server says something");
            }
        } catch (SocketException closed) {
            // A reset: the server had unread bytes when it closed.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    public static byte[] bytes(TSerializable struct) throws TException {
        TMemoryBuffer buffer = new TMemoryBuffer(1024);
        struct.write(new TBinaryProtocol(buffer));
        return java.util.Arrays.copyOf(buffer.getArray(), buffer.length());
    }

    /** A frame around arguments that need not be valid. */
    public static byte[] frame(String method, byte type, int sequence, byte[] arguments) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(content);
        out.writeInt(0x80010000 | type);
        out.writeInt(method.length());
        out.writeBytes(method);
        out.writeInt(sequence);
        out.write(arguments);
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        new DataOutputStream(framed).writeInt(content.size());
        content.writeTo(framed);
        return framed.toByteArray();
    }
}
