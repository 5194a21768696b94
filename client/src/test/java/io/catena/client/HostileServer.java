package io.catena.client;

import io.catena.thrift.Layout;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.catenaConstants;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.TMemoryInputTransport;

/** A server that tells a correct layout, or the one that the test sets, and replies to all else with what the test writes. */
public final class HostileServer implements AutoCloseable {
    /** Writes the reply's struct: field 0 is the result. */
    public interface Content {
        void write(TProtocol reply) throws TException;
    }

    public final AtomicInteger calls = new AtomicInteger();
    /** Null if it tells a chain of this server alone. */
    public volatile Layout layout;
    /** If more than 0, it sends this length in place of each reply but the layout, and nothing after it. */
    public volatile int saidLength;

    private final ServerSocket listening;
    private final Content content;

    public HostileServer(Content content) throws IOException {
        this.content = content;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    public String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    public LayoutMember member() {
        return new LayoutMember("n1", 1, "127.0.0.1", listening.getLocalPort());
    }

    private static void daemon(Runnable body) {
        Thread thread = new Thread(body);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            return;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] call = in.readNBytes(in.readInt());
                TMessage message = new TBinaryProtocol(new TMemoryInputTransport(
                                TConfiguration.custom().build(), call))
                        .readMessageBegin();
                boolean asksForLayout = message.name.equals("layout");
                if (!asksForLayout) {
                    calls.incrementAndGet();
                }
                if (!asksForLayout && saidLength > 0) {
                    out.writeInt(saidLength);
                    continue;
                }
                TMemoryBuffer reply = reply(message, asksForLayout ? this::writeLayout : content);
                out.writeInt(reply.length());
                out.write(reply.getArray(), 0, reply.length());
            }
        } catch (IOException | TException e) {
            return;
        }
    }

    private static TMemoryBuffer reply(TMessage call, Content content) throws TException {
        TMemoryBuffer buffer = new TMemoryBuffer(1024);
        TProtocol reply = new TBinaryProtocol(buffer);
        reply.writeMessageBegin(new TMessage(call.name, TMessageType.REPLY, call.seqid));
        content.write(reply);
        reply.writeFieldStop();
        return buffer;
    }

    private void writeLayout(TProtocol reply) throws TException {
        Layout told = layout;
        field(reply, 0);
        (told == null ? new Layout("test", catenaConstants.DEFAULT_CHAIN, 5, List.of(member()), 5) : told).write(reply);
    }

    /** Begins a struct as a field of the reply. */
    public static void field(TProtocol reply, int id) throws TException {
        reply.writeStructBegin(new TStruct());
        reply.writeFieldBegin(new TField("", TType.STRUCT, (short) id));
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
