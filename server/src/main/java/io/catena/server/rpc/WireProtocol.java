package io.catena.server.rpc;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TMap;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.protocol.TSet;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;

/**
 * Thrift's strict binary protocol over a Netty buffer. Binary fields are read into arrays of exactly their size, each
 * copied once, so that a short key never keeps a long frame in memory. Containers are bounded before anything is
 * allocated for them.
 */
final class WireProtocol extends TBinaryProtocol {
    /** The headers of fields with small numbers, by type and number: a batch has thousands of them, all alike. */
    private static final TField[][] FIELDS = new TField[TType.ENUM + 1][16];

    static {
        for (byte type = 0; type < FIELDS.length; type++) {
            for (short id = 0; id < FIELDS[type].length; id++) {
                FIELDS[type][id] = new TField("", type, id);
            }
        }
    }

    /** A generated struct, and what a node makes of it. */
    static final int STRUCT_MEMORY_BYTES = 100;
    /** An array with the buffer around it, and a key of the chain's. */
    static final int BINARY_MEMORY_BYTES = 120;

    /** Every element that is ever asked for is a struct or has bytes, and is charged when it is read. */
    private static final int LEAST_ELEMENT_MEMORY_BYTES = Math.min(STRUCT_MEMORY_BYTES, BINARY_MEMORY_BYTES);

    private final ByteBuf buffer;
    private final FrameTransport frame;
    private int maxElements;
    private long memoryBytes;
    private long maxMemoryBytes = Long.MAX_VALUE;
    /** Of all lists, sets and maps that have been read so far. */
    private int elements;

    private WireProtocol(ByteBuf buffer, FrameTransport frame) {
        super(frame, true, true);
        this.buffer = buffer;
        this.frame = frame;
    }

    /** To read the frame's content; no container may have an element before {@link #allowElements}. */
    static WireProtocol reading(ByteBuf frame) {
        return new WireProtocol(frame, new FrameTransport(frame, frame.readableBytes()));
    }

    static WireProtocol writing(ByteBuf frame, int maxBytes) {
        return new WireProtocol(frame, new FrameTransport(frame, maxBytes));
    }

    /** How many elements a list, set or map that is read may have. */
    WireProtocol allowElements(int count) {
        maxElements = count;
        return this;
    }

    /**
     * How much memory what is read may take; reading ends with {@link TooMuchMemoryException} as soon as it would be more.
     */
    WireProtocol allowMemory(long bytes) {
        maxMemoryBytes = bytes;
        return this;
    }

    private void charge(long bytes) throws TooMuchMemoryException {
        memoryBytes += bytes;
        if (memoryBytes > maxMemoryBytes) {
            throw new TooMuchMemoryException(maxMemoryBytes);
        }
    }

    /** About what everything takes in memory that has been read, and what the node makes of it. */
    long memoryBytes() {
        return memoryBytes;
    }

    @Override
    public TStruct readStructBegin() throws TException {
        charge(STRUCT_MEMORY_BYTES);
        return super.readStructBegin();
    }

    @Override
    public ByteBuffer readBinary() throws TException {
        ByteBuffer read = super.readBinary();
        charge(BINARY_MEMORY_BYTES + read.remaining());
        return read;
    }

    @Override
    public String readString() throws TException {
        String read = super.readString();
        charge(BINARY_MEMORY_BYTES + read.length());
        return read;
    }

    @Override
    public TField readFieldBegin() throws TException {
        byte type = readByte();
        short id = type == TType.STOP ? 0 : readI16();
        boolean known = type >= 0 && type < FIELDS.length && id >= 0 && id < FIELDS[type].length;
        return known ? FIELDS[type][id] : new TField("", type, id);
    }

    @Override
    public byte readByte() throws TException {
        frame.checkReadBytesAvailable(Byte.BYTES);
        return buffer.readByte();
    }

    @Override
    public short readI16() throws TException {
        frame.checkReadBytesAvailable(Short.BYTES);
        return buffer.readShort();
    }

    @Override
    public int readI32() throws TException {
        frame.checkReadBytesAvailable(Integer.BYTES);
        return buffer.readInt();
    }

    @Override
    public long readI64() throws TException {
        frame.checkReadBytesAvailable(Long.BYTES);
        return buffer.readLong();
    }

    @Override
    public TList readListBegin() throws TException {
        TList list = super.readListBegin();
        checkElements(list.size);
        return list;
    }

    @Override
    public TSet readSetBegin() throws TException {
        TSet set = super.readSetBegin();
        checkElements(set.size);
        return set;
    }

    @Override
    public TMap readMapBegin() throws TException {
        TMap map = super.readMapBegin();
        checkElements(map.size);
        return map;
    }

    private void checkElements(int size) throws TProtocolException {
        if (size > maxElements) {
            throw new TooManyElementsException(size, maxElements);
        }
        elements += Math.max(0, size);
        if (memoryBytes + (long) size * LEAST_ELEMENT_MEMORY_BYTES > maxMemoryBytes) {
            throw new TooMuchMemoryException(maxMemoryBytes);
        }
    }

    /** How many elements the lists, sets and maps that have been read say that they have. */
    int elements() {
        return elements;
    }

    @Override
    public void writeByte(byte value) throws TException {
        frame.checkRoom(Byte.BYTES);
        buffer.writeByte(value);
    }

    @Override
    public void writeI16(short value) throws TException {
        frame.checkRoom(Short.BYTES);
        buffer.writeShort(value);
    }

    @Override
    public void writeI32(int value) throws TException {
        frame.checkRoom(Integer.BYTES);
        buffer.writeInt(value);
    }

    @Override
    public void writeI64(long value) throws TException {
        frame.checkRoom(Long.BYTES);
        buffer.writeLong(value);
    }

    @Override
    public void writeBinary(ByteBuffer value) throws TException {
        writeI32(value.remaining());
        frame.checkRoom(value.remaining());
        buffer.writeBytes(value.duplicate());
    }

    /** What is read takes more memory than there is for it. */
    static final class TooMuchMemoryException extends TProtocolException {
        private static final long serialVersionUID = 1;

        private TooMuchMemoryException(long maxBytes) {
            super(SIZE_LIMIT, "it takes more memory than the " + maxBytes + " bytes that it may");
        }
    }

    /** A list, set or map has more elements than are ever asked for. */
    static final class TooManyElementsException extends TProtocolException {
        private static final long serialVersionUID = 1;

        private final int size;

        private TooManyElementsException(int size, int maxElements) {
            super(SIZE_LIMIT, size + " elements where at most " + maxElements + " are legal");
            this.size = size;
        }

        int size() {
            return size;
        }
    }
}
