package io.catena.tls;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The current material of files that are looked at every second, on a daemon thread of its own: a file system that hangs
 * delays no other thread. For any thread.
 */
public final class RenewedTls implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 1000;

    private final TlsRenewal renewal;
    private final CountDownLatch closed = new CountDownLatch(1);

    private RenewedTls(TlsRenewal renewal) {
        this.renewal = renewal;
    }

    /**
     * Reads the files on the calling thread, and starts to look at them.
     *
     * @param listener what it throws goes to the handler of uncaught exceptions, and looking goes on
     */
    public static RenewedTls open(TlsFiles files, TlsRenewal.Listener listener) throws TlsFilesException {
        RenewedTls opened = new RenewedTls(TlsRenewal.begin(files, listener));
        Thread thread = new Thread(opened::run, "catena-tls");
        thread.setDaemon(true);
        thread.start();
        return opened;
    }

    private void run() {
        try {
            while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            renewal.look(System.nanoTime());
        } catch (RuntimeException | Error e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    public TlsMaterial current() {
        return renewal.current();
    }

    /** Why the files as they are now are not used, if that has been told. */
    public Optional<TlsFilesException> refusal() {
        return renewal.refusal();
    }

    /** No further look begins. What is current stays usable. */
    @Override
    public void close() {
        closed.countDown();
    }
}
