package io.catena.bench.limits;

import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.thrift.catenaConstants;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

/** One connection. Each step is one call, with one put or with a batch. */
final class EchoClient implements Repeated.Step {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 100;

    private final TSocket socket;
    private final Catena.Client client;
    private final List<Write> batch = new ArrayList<>();

    EchoClient(int port, int writesPerCall) throws TTransportException {
        socket = new TSocket("127.0.0.1", port, TIMEOUT_MILLIS);
        socket.open();
        client = new Catena.Client(
                new TBinaryProtocol(new TFramedTransport(socket, catenaConstants.MAX_FRAME_BYTES), true, true));
        for (int i = 0; i < writesPerCall; i++) {
            batch.add(new Write(WriteKind.PUT, ByteBuffer.allocate(KEY_BYTES), false)
                    .setValue(ByteBuffer.allocate(VALUE_BYTES)));
        }
    }

    @Override
    public void run() throws TException {
        if (batch.size() == 1) {
            Write only = batch.get(0);
            client.put(ByteBuffer.wrap(only.getKey()), ByteBuffer.wrap(only.getValue()), new CallOptions());
        } else {
            client.write(batch, new CallOptions());
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
