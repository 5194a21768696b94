package io.catena.bench.limits;

import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.Layout;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResult;
import io.catena.thrift.WriteResults;
import io.catena.thrift.catenaConstants;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

/** Catena's interface on libthrift's own server, with one thread for each connection and no store. */
final class EchoServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 1024;

    private final TServerSocket socket;
    private final TThreadPoolServer server;

    EchoServer() throws TTransportException {
        socket = new TServerSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server = new TThreadPoolServer(new TThreadPoolServer.Args(socket)
                .maxWorkerThreads(MAX_CONNECTIONS)
                .transportFactory(new TFramedTransport.Factory(catenaConstants.MAX_FRAME_BYTES))
                .protocolFactory(new TBinaryProtocol.Factory())
                .processor(new Catena.Processor<>(new Echo())));
        Thread thread = new Thread(server::serve, "echo");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getServerSocket().getLocalPort();
    }

    @Override
    public void close() {
        server.stop();
    }

    /** Answers at once. */
    private static final class Echo implements Catena.Iface {
        @Override
        public WriteResult put(ByteBuffer key, ByteBuffer value, CallOptions options) {
            return new WriteResult(true, 1);
        }

        @Override
        public ReadResult get(ByteBuffer key, CallOptions options) {
            return new ReadResult().setValue(key).setVersion(1);
        }

        @Override
        public WriteResult remove(ByteBuffer key, CallOptions options) {
            return new WriteResult(true, 1);
        }

        @Override
        public WriteResults write(List<Write> writes, CallOptions options) {
            List<WriteResult> results = new ArrayList<>(writes.size());
            for (int i = 0; i < writes.size(); i++) {
                results.add(new WriteResult(true, 1));
            }
            return new WriteResults(results, 1);
        }

        @Override
        public ReadResults read(List<ByteBuffer> keys, CallOptions options) {
            List<ReadResult> results = new ArrayList<>(keys.size());
            for (ByteBuffer key : keys) {
                results.add(get(key, options));
            }
            return new ReadResults(results, 1);
        }

        @Override
        public void authenticate(String token) {
            throw new UnsupportedOperationException("every caller is served");
        }

        @Override
        public long openSession(CallOptions options) {
            return 1;
        }

        @Override
        public Layout layout(int chain) {
            return new Layout("echo", chain, 0, List.of(), 0);
        }
    }
}
