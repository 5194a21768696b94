package io.catena.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A socket whose reads end at a deadline and not at a pause between two bytes: a server may send one byte at a time, also
 * while TLS shakes hands.
 */
final class DeadlineSocket extends Socket {
    private volatile Deadline limit;

    /** To be called before the first read. */
    void limit(Deadline newLimit) {
        limit = newLimit;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Limited(super.getInputStream());
    }

    private final class Limited extends FilterInputStream {
        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            long millis = limit.remainingMillis();
            if (millis == 0) {
                throw new SocketTimeoutException("no reply in time");
            }
            setSoTimeout((int) millis);
            return in.read(buffer, offset, length);
        }
    }
}
