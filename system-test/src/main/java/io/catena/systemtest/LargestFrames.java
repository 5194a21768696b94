package io.catena.systemtest;

import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.thrift.catenaConstants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.layered.TFramedTransport;

/** The largest legal calls, as bytes. */
public final class LargestFrames {
    private static final int DEADLINE_MILLIS = 10_000;

    private LargestFrames() {}

    private interface Call {
        void send(Catena.Client client) throws TException;
    }

    private static byte[] of(Call call) {
        try {
            TMemoryBuffer bytes = new TMemoryBuffer(1 << 16);
            call.send(new Catena.Client(
                    new TBinaryProtocol(new TFramedTransport(bytes, catenaConstants.MAX_FRAME_BYTES), true, true)));
            return Arrays.copyOf(bytes.getArray(), bytes.length());
        } catch (TException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CallOptions options() {
        return new CallOptions().setDeadlineMillis(DEADLINE_MILLIS);
    }

    /** One call that reads these keys. */
    public static byte[] read(List<String> keys) {
        return of(client ->
                client.send_read(keys.stream().map(LargestFrames::bytes).toList(), options()));
    }

    /** The given number of calls that read one key each. */
    public static byte[] reads(String key, int times) {
        return repeated(read(List.of(key)), times);
    }

    /** The given number of requests for the layout, as bytes. */
    public static byte[] layouts(int times) {
        return repeated(of(client -> client.send_layout(catenaConstants.DEFAULT_CHAIN)), times);
    }

    private static byte[] repeated(byte[] one, int times) {
        ByteBuffer all = ByteBuffer.allocate(one.length * times);
        while (all.hasRemaining()) {
            all.put(one);
        }
        return all.array();
    }

    /** One call that deletes as many keys as a batch may have. */
    public static byte[] deletes() {
        return batch(WriteKind.DELETE, "", false);
    }

    /** One call that puts as many keys as a batch may have and asks for their previous values. */
    public static byte[] putsThatAsk(String prefix) {
        return batch(WriteKind.PUT, prefix, true);
    }

    /** One call that reads as many keys as a batch may have; none of them exists. */
    public static byte[] missing(String prefix) {
        return read(keys(prefix));
    }

    /** One call that puts the largest value. */
    public static byte[] largestValue(String key) {
        byte[] value = new byte[catenaConstants.MAX_VALUE_BYTES];
        return of(client -> client.send_put(bytes(key), ByteBuffer.wrap(value), options()));
    }

    /** One call that puts a value of almost the largest frame. */
    public static byte[] large() {
        byte[] value = new byte[catenaConstants.MAX_FRAME_BYTES - 1_000];
        return of(client -> client.send_put(bytes("large"), ByteBuffer.wrap(value), options()));
    }

    private static byte[] batch(WriteKind kind, String prefix, boolean wantPrevious) {
        List<Write> writes = new ArrayList<>();
        for (String key : keys(prefix)) {
            Write write = new Write(kind, bytes(key), wantPrevious);
            if (kind == WriteKind.PUT) {
                write.setValue(bytes("value"));
            }
            writes.add(write);
        }
        return of(client -> client.send_write(writes, options()));
    }

    private static List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < catenaConstants.MAX_BATCH_OPERATIONS; i++) {
            keys.add(prefix + Integer.toString(i, 36));
        }
        return keys;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
