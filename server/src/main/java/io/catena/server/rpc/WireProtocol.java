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
 * Thrift's strict binary protocol on a Netty buffer. Each binary field is copied once, into an array of exactly its
 * size, so that a short key does not keep a long frame in memory. The size of a container is checked before anything is
 * allocated for it.
 */
public final class WireProtocol extends TBinaryProtocol {
    /** Shared headers of fields with small numbers, by type and number: a batch has thousands of equal ones. */
    private static final TField[][] FIELDS = new TField[TType.ENUM + 1][16];

    static {
        for (byte type = 0; type < FIELDS.length; type++) {
            for (short id = 0; id < FIELDS[type].length; id++) {
                FIELDS[type][id] = new TField("", type, id);
            }
        }
    }

    /** The memory of a generated struct and of what the node makes of it. */
    static final int STRUCT_MEMORY_BYTES = 100;
    /** The memory of an array, of the buffer around it, and of the chain's key. */
    static final int BINARY_MEMORY_BYTES = 120;

    /** Every element of a legal container is a struct or binary, and is charged when it is read. */
    private static final int LEAST_ELEMENT_MEMORY_BYTES = Math.min(STRUCT_MEMORY_BYTES, BINARY_MEMORY_BYTES);

    private final ByteBuf buffer;
    private final FrameTransport frame;
    private int maxElements;
    private long memoryBytes;
    private long maxMemoryBytes = Long.MAX_VALUE;
    /** Of all lists, sets and maps that were read. */
    private int elements;

    private WireProtocol(ByteBuf buffer, FrameTransport frame) {
        super(frame, true, true);
        this.buffer = buffer;
        this.frame = frame;
    }

    /**
     * Reads the content of the frame. Call {@link #allowElements} before reading anything with containers; until then
     * none may have an element.
     */
    public static WireProtocol reading(ByteBuf frame) {
        return new WireProtocol(frame, new FrameTransport(frame, frame.readableBytes()));
    }

    static WireProtocol writing(ByteBuf frame, int maxBytes) {
        return new WireProtocol(frame, new FrameTransport(frame, maxBytes));
    }

    /** Sets how many elements each list, set or map may have. */
    public WireProtocol allowElements(int count) {
        maxElements = count;
        return this;
    }

    /**
     * Sets how much memory the data that is read may take. Reading ends with {@link TooMuchMemoryException} as soon as
     * it would take more.
     */
    public WireProtocol allowMemory(long bytes) {
        maxMemoryBytes = bytes;
        return this;
    }

    private void charge(long bytes) throws TooMuchMemoryException {
        memoryBytes += bytes;
        if (memoryBytes > maxMemoryBytes) {
            throw new TooMuchMemoryException(maxMemoryBytes);
        }
    }

    /** An estimate of the memory of all that was read and of what the node makes of it. */
    public long memoryBytes() {
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

    /** The sum of the sizes that the lists, sets and maps that were read declare. */
    public int elements() {
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

    /** The data takes more memory than {@link #allowMemory} permits. */
    public static final class TooMuchMemoryException extends TProtocolException {
        private static final long serialVersionUID = 1;

        private TooMuchMemoryException(long maxBytes) {
            super(SIZE_LIMIT, "it takes more memory than the " + maxBytes + " bytes that it may");
        }
    }

    /** A list, set or map has more elements than {@link #allowElements} permits. */
    public static final class TooManyElementsException extends TProtocolException {
        private static final long serialVersionUID = 1;

        private final int size;

        private TooManyElementsException(int size, int maxElements) {
            super(SIZE_LIMIT, size + " elements where at most " + maxElements + " are legal");
            this.size = size;
        }

        public int size() {
            return size;
        }
    }
}
