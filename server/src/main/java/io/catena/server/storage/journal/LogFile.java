package io.catena.server.storage.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One file of the log. Written by one thread; read by any. */
public interface LogFile extends Closeable {
    /** Writes the bytes there; on the disk when the call returns. */
    void write(long at, ByteBuffer bytes) throws IOException;

    /** Reads bytes there until the buffer is full; fewer only at the end of the file. */
    void read(long at, ByteBuffer into) throws IOException;

    /** How long the file is; behind what has been written it holds zeros. */
    long size() throws IOException;
}
