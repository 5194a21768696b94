package io.catena.bench.limits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that grows by one synced block in each step: the least that any durable log costs. */
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
