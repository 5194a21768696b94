package io.catena.bench.limits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that grows by a block at a time, each of them synced: what any durable log costs at least. */
final class SyncedFile implements Repeated.Step {
    private final FileChannel channel;
    private final ByteBuffer block;

    SyncedFile(Path file, int blockBytes) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        block = ByteBuffer.allocateDirect(blockBytes);
    }

    @Override
    public void run() throws IOException {
        block.clear();
        while (block.hasRemaining()) {
            channel.write(block);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
