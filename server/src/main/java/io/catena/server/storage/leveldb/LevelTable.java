package io.catena.server.storage.leveldb;

import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One of LevelDB's table files, to be checked: neither engine checks the block that says where the others are, and the
 * one in Java checks none at all. A damaged one could make keys disappear without an error.
 */
final class LevelTable {
    private static final int FOOTER_BYTES = 48;
    private static final long MAGIC = 0xdb4775248b80fb57L;
    private static final int TRAILER_BYTES = 1 + Integer.BYTES;

    private final FileChannel file;

    private LevelTable(FileChannel file) {
        this.file = file;
    }

    /**
     * What is wrong with the file; null if nothing is.
     *
     * @param everyBlock whether to read all of it, and not only the blocks that LevelDB does not check itself
     */
    static String problem(Path path, boolean everyBlock) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            if (file.size() < FOOTER_BYTES) {
                return "it has only " + file.size() + " bytes";
            }
            return new LevelTable(file).check(everyBlock);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return "its index makes no sense (" + e + ")";
        }
    }

    private String check(boolean everyBlock) throws IOException {
        ByteBuffer footer = read(file.size() - FOOTER_BYTES, FOOTER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (footer.getLong(FOOTER_BYTES - Long.BYTES) != MAGIC) {
            return "its end is not that of a table";
        }
        ByteBuffer meta = readBlock(footer);
        ByteBuffer index = readBlock(footer);
        if (meta == null || index == null) {
            return "its index has changed";
        }
        return everyBlock ? checkBlocks(index) : null;
    }

    /** The index holds an entry for each block: lengths of key and value, the key's end, and where the block is. */
    private String checkBlocks(ByteBuffer index) throws IOException {
        int restarts = index.order(ByteOrder.LITTLE_ENDIAN).getInt(index.limit() - Integer.BYTES);
        index.limit(index.limit() - Integer.BYTES * (1 + restarts));
        while (index.hasRemaining()) {
            LevelNumbers.read(index);
            int keyBytes = (int) LevelNumbers.read(index);
            int valueBytes = (int) LevelNumbers.read(index);
            int value = index.position() + keyBytes;
            // The engine in Java pads the value.
            if (readBlock(index.position(value)) == null) {
                return "the block that the index names at byte " + value + " has changed";
            }
            index.position(value + valueBytes);
        }
        return null;
    }

    /** The block that the next handle points to; null if its checksum does not fit. */
    private ByteBuffer readBlock(ByteBuffer handle) throws IOException {
        long offset = LevelNumbers.read(handle);
        long length = LevelNumbers.read(handle);
        if (offset < 0 || length < 0 || length > file.size() - TRAILER_BYTES - offset) {
            return null;
        }
        ByteBuffer block = read(offset, (int) length + TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int end = block.limit() - Integer.BYTES;
        if (block.getInt(end) != LevelChecksum.of(block.array(), 0, end)) {
            return null;
        }
        return block.limit((int) length);
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("a table ends before byte " + (offset + length));
            }
        }
        return bytes.flip();
    }
}
