package io.catena.server.rpc;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TType;

/** Arguments that no generated client would write. */
final class Crafted {
    private Crafted() {}

    static byte[] field(byte type, int id, int size, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(type);
        out.writeShort(id);
        out.writeInt(size);
        out.write(content);
        out.writeByte(TType.STOP);
        return bytes.toByteArray();
    }

    static byte[] unknownText(int length) throws IOException {
        return field(TType.STRING, 99, length, new byte[length]);
    }

    static byte[] unknownMap(int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {TType.MAP, 0, 99, TType.BYTE, TType.BYTE});
        out.writeInt(size);
        out.write(new byte[8]);
        return bytes.toByteArray();
    }

    static byte[] writeWithList(byte type, int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {TType.LIST, 0, 1, type});
        out.writeInt(size);
        out.write(new byte[size == 0 ? 0 : 8]);
        return RawClient.frame("write", TMessageType.CALL, 1, bytes.toByteArray());
    }

    static byte[] nestedStructs(int depth) {
        byte[] bytes = new byte[depth * 3 + depth + 1];
        for (int i = 0; i < depth; i++) {
            bytes[3 * i] = TType.STRUCT;
            bytes[3 * i + 2] = 99;
        }
        return bytes;
    }

    static byte[] nestedLists(int depth) {
        byte[] bytes = new byte[3 + depth * 5];
        bytes[0] = TType.LIST;
        bytes[2] = 99;
        for (int i = 0; i < depth; i++) {
            bytes[3 + 5 * i] = TType.LIST;
            bytes[3 + 5 * i + 4] = 1;
        }
        return bytes;
    }
}
