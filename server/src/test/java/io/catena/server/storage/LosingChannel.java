package io.catena.server.storage;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file, or a directory that is to be synced, of a {@link LosingDisk}. */
final class LosingChannel extends FileChannel {
    private final LosingDisk.Node node;
    private long position;

    LosingChannel(LosingDisk.Node node) {
        this.node = node;
    }

    @Override
    public void force(boolean metaData) {
        node.sync();
    }

    @Override
    public int read(ByteBuffer into, long at) {
        int count = (int) Math.min(into.remaining(), node.size() - at);
        if (count <= 0) {
            return into.hasRemaining() ? -1 : 0;
        }
        into.put(node.content(), (int) at, count);
        return count;
    }

    @Override
    public int write(ByteBuffer from, long at) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        node.write((int) at, bytes);
        return bytes.length;
    }

    @Override
    public int read(ByteBuffer into) {
        int count = read(into, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int write(ByteBuffer from) {
        int count = write(from, position);
        position += count;
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return node.size();
    }

    @Override
    public FileChannel truncate(long size) {
        node.truncate((int) size);
        return this;
    }

    @Override
    public FileLock tryLock(long at, long size, boolean shared) {
        return new FileLock(this, at, size, shared) {
            @Override
            public boolean isValid() {
                return isOpen();
            }

            @Override
            public void release() {}
        };
    }

    @Override
    public FileLock lock(long at, long size, boolean shared) {
        return tryLock(at, size, shared);
    }

    @Override
    protected void implCloseChannel() {}

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long at, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) {
        throw new UnsupportedOperationException();
    }
}
