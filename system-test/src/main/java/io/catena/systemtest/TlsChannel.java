package io.catena.systemtest;

import io.catena.tls.TlsMaterial;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * TLS over a connection that never blocks: the handshake goes on with each call, and until it is complete nothing is read or
 * written. For one thread.
 */
final class TlsChannel implements ByteChannel {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    /** Has come and is not decrypted yet; ready to be read. */
    private ByteBuffer in = NOTHING;
    /** Is encrypted and not sent yet; ready to be read. */
    private ByteBuffer out = NOTHING;

    /** @param channel connected, and does not block */
    TlsChannel(SocketChannel channel, TlsMaterial material, String host, int port) throws SSLException {
        this.channel = channel;
        engine = material.context().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(material.clientParameters());
        engine.beginHandshake();
    }

    /** @param target has room for a record, or else gets nothing */
    @Override
    public int read(ByteBuffer target) throws IOException {
        if (engine.isInboundDone()) {
            return -1;
        }
        int before = target.position();
        while (isReady() && target.hasRemaining() && unwrap(target)) {
            // As long as there is more.
        }
        return target.position() > before || !engine.isInboundDone() ? target.position() - before : -1;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int before = source.position();
        while (isReady() && source.hasRemaining()) {
            wrap(source);
        }
        return source.position() - before;
    }

    /** Whether the handshake is complete, and all that was encrypted is sent. */
    private boolean isReady() throws IOException {
        while (isSent()) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> wrap(NOTHING);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap(NOTHING)) {
                        return false;
                    }
                }
                default -> {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isSent() throws IOException {
        if (out.hasRemaining()) {
            channel.write(out);
        }
        return !out.hasRemaining();
    }

    private void wrap(ByteBuffer source) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        if (engine.wrap(source, record).getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new EOFException("the other end has closed");
        }
        out = record.flip();
    }

    /** @return false if nothing can be decrypted at present */
    private boolean unwrap(ByteBuffer target) throws IOException {
        while (true) {
            switch (engine.unwrap(in, target).getStatus()) {
                case BUFFER_UNDERFLOW -> {
                    if (!receives()) {
                        return false;
                    }
                }
                case OK -> {
                    in = in.hasRemaining() ? in : NOTHING;
                    return true;
                }
                // Too little room in the target, or the end.
                default -> {
                    return false;
                }
            }
        }
    }

    private boolean receives() throws IOException {
        ByteBuffer more = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        more.put(in);
        int count = channel.read(more);
        in = more.position() == 0 ? NOTHING : more.flip();
        if (count < 0) {
            throw new EOFException("the other end has closed");
        }
        return count > 0;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Without a word to the other end. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
