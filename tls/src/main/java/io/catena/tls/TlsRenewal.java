package io.catena.tls;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Holds the current material and takes a new one when the files have other contents. The contents decide, so links that are
 * swapped are seen as well.
 *
 * <ul>
 *   <li>New contents are taken when two looks in a row have found the same ones and they can be used. Files that are just
 *       being written, and a certificate whose key is still the old one, so get time.
 *   <li>If they cannot be used, the current material stays and each look tries again. That is told after
 *       {@link #PATIENCE_SECONDS}, and again when other bad contents have been there for as long.
 * </ul>
 *
 * <p>One thread looks; any thread asks for what is current. The class reads files and keeps no time of its own.
 */
public final class TlsRenewal {
    /** How long the files may be unusable before the listener is told. */
    public static final int PATIENCE_SECONDS = 5;

    /** Is told on the thread that looks. */
    public interface Listener {
        /**
         * Refuses material that can be used as far as its files go, and that must not be used here. Also asked about the
         * first one.
         */
        default void check(TlsMaterial candidate) throws TlsFilesException {
            // All is taken that can be used.
        }

        /** From now on this is current. */
        void accepted(TlsMaterial material);

        /** The files cannot be used; what was current stays. */
        void refused(TlsFilesException problem);
    }

    private final TlsFiles files;
    private final Listener listener;
    private final InstantSource clock;
    private volatile TlsMaterial current;
    private volatile TlsFilesException refusal;
    private String currentContents;
    private String contentsOfLastLook;
    private String refusedContents;
    private boolean bad;
    private long badSinceNanos;

    private TlsRenewal(TlsFiles files, Listener listener, InstantSource clock) throws TlsFilesException {
        this.files = files;
        this.listener = listener;
        this.clock = clock;
        TlsContents contents = TlsContents.read(files);
        current = checked(contents);
        currentContents = contents.fingerprint();
    }

    /** Reads the files for the first time; the listener is not told of them. */
    public static TlsRenewal begin(TlsFiles files, Listener listener) throws TlsFilesException {
        return begin(files, listener, InstantSource.system());
    }

    static TlsRenewal begin(TlsFiles files, Listener listener, InstantSource clock) throws TlsFilesException {
        return new TlsRenewal(files, listener, clock);
    }

    public TlsMaterial current() {
        return current;
    }

    /** Why the files as they are now are not used, if that has been told. */
    public Optional<TlsFilesException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * Looks at the files; to be called about once a second.
     *
     * @param nowNanos the monotonic clock
     */
    public void look(long nowNanos) {
        try {
            TlsContents contents = TlsContents.read(files);
            String found = contents.fingerprint();
            boolean settled = found.equals(contentsOfLastLook);
            contentsOfLastLook = found;
            if (found.equals(currentContents)) {
                good();
            } else {
                consider(contents, found, settled, nowNanos);
            }
        } catch (TlsFilesException e) {
            contentsOfLastLook = null;
            bad(e, e.getMessage(), nowNanos);
        }
    }

    private void consider(TlsContents contents, String found, boolean settled, long nowNanos) {
        TlsMaterial made;
        try {
            made = checked(contents);
        } catch (TlsFilesException e) {
            bad(e, found, nowNanos);
            return;
        }
        if (settled) {
            current = made;
            currentContents = found;
            good();
            listener.accepted(made);
        }
    }

    private TlsMaterial checked(TlsContents contents) throws TlsFilesException {
        TlsMaterial made = TlsMaterial.of(contents, clock);
        listener.check(made);
        return made;
    }

    private void good() {
        bad = false;
        refusal = null;
        refusedContents = null;
    }

    private void bad(TlsFilesException problem, String contents, long nowNanos) {
        if (contents.equals(refusedContents)) {
            bad = false;
        } else if (!bad) {
            bad = true;
            badSinceNanos = nowNanos;
        } else if (nowNanos - badSinceNanos >= TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            bad = false;
            refusedContents = contents;
            refusal = problem;
            listener.refused(problem);
        }
    }
}
