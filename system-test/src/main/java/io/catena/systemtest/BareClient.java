package io.catena.systemtest;

import io.catena.client.Versioned;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.Layout;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.thrift.catenaConstants;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

/** The generated client on one connection to one node: it does not retry, and asks no other node. For one thread. */
public final class BareClient implements AutoCloseable {
    private final TSocket socket;
    private final Catena.Client client;
    private final CallOptions options;

    /** @param timeoutMillis for connecting, and for each call */
    BareClient(ClusterSecurity security, String host, int port, int timeoutMillis) throws TTransportException {
        try {
            socket = new TSocket(security.connect(host, port, timeoutMillis));
        } catch (IOException e) {
            throw new TTransportException(TTransportException.NOT_OPEN, e.getMessage(), e);
        }
        client = new Catena.Client(
                new TBinaryProtocol(new TFramedTransport(socket, catenaConstants.MAX_FRAME_BYTES), true, true));
        // The node gives up before the socket does, so that its reason arrives.
        options = new CallOptions().setDeadlineMillis(Math.max(1, timeoutMillis * 3 / 4));
    }

    public Layout layout() throws TException {
        return client.layout(catenaConstants.DEFAULT_CHAIN);
    }

    public Optional<String> get(String key) throws TException {
        return text(client.get(bytes(key), options));
    }

    /** Linearizable reads; one value for each key, in the order of the keys. */
    public List<Optional<String>> read(List<String> keys) throws TException {
        return findAll(keys).stream().map(found -> found.map(Versioned::text)).toList();
    }

    /** A linearizable read with the version. */
    public Optional<Versioned> find(String key) throws TException {
        return versioned(client.get(bytes(key), options));
    }

    /** Linearizable reads with the versions, one for each key, in the order of the keys. */
    public List<Optional<Versioned>> findAll(List<String> keys) throws TException {
        List<ByteBuffer> wanted = keys.stream().map(BareClient::bytes).toList();
        List<Optional<Versioned>> found = new ArrayList<>();
        while (found.size() < wanted.size()) {
            int end = Math.min(wanted.size(), found.size() + catenaConstants.MAX_BATCH_OPERATIONS);
            ReadResults part = client.read(wanted.subList(found.size(), end), options);
            part.getResults().forEach(result -> found.add(versioned(result)));
        }
        return found;
    }

    public void put(String key, String value) throws TException {
        client.put(bytes(key), bytes(value), options);
    }

    /** Puts the value under all of these keys in one call, of whatever chains they are. */
    public void putAll(List<String> keys, String value) throws TException {
        List<Write> writes = keys.stream()
                .map(key ->
                        new Write().setKind(WriteKind.PUT).setKey(bytes(key)).setValue(bytes(value)))
                .toList();
        client.write(writes, options);
    }

    public Layout layout(int chain) throws TException {
        return client.layout(chain);
    }

    /** Opens a session, and does not use it. */
    public void openSession() throws TException {
        client.openSession(options);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Versioned> versioned(ReadResult result) {
        return result.isSetValue()
                ? Optional.of(new Versioned(result.getValue(), result.getVersion()))
                : Optional.empty();
    }

    private static Optional<String> text(ReadResult result) {
        return result.isSetValue()
                ? Optional.of(new String(result.getValue(), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    @Override
    public void close() {
        socket.close();
    }
}
