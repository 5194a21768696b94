package io.catena.bench.ycsb;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Encodes a YCSB row, which has named fields, as one value: the number of fields, then names and contents with their
 * lengths.
 */
final class Row {
    private Row() {}

    static byte[] encode(Map<String, byte[]> fields) {
        int bytes = Integer.BYTES;
        Map<byte[], byte[]> encoded = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> field : fields.entrySet()) {
            byte[] name = field.getKey().getBytes(StandardCharsets.UTF_8);
            encoded.put(name, field.getValue());
            bytes += 2 * Integer.BYTES + name.length + field.getValue().length;
        }
        ByteBuffer out = ByteBuffer.allocate(bytes).putInt(encoded.size());
        encoded.forEach((name, content) ->
                out.putInt(name.length).put(name).putInt(content.length).put(content));
        return out.array();
    }

    /** @throws IllegalArgumentException if these bytes are no row */
    static Map<String, byte[]> decode(byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int count = in.getInt();
            Map<String, byte[]> fields = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                String name = new String(next(in), StandardCharsets.UTF_8);
                fields.put(name, next(in));
            }
            return fields;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(bytes.length + " bytes are no row", e);
        }
    }

    private static byte[] next(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a length of " + length + " where " + in.remaining() + " bytes remain");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
