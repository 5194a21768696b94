package io.catena.tls;

import java.nio.file.Path;

/**
 * The files cannot be used for TLS. The message names the file, says what is wrong and what to do; it holds nothing
 * that a private key contains.
 */
public final class TlsFilesException extends Exception {
    /**
     * @param wrong what is wrong with the file, as a clause
     * @param next what to do about it, as a clause
     */
    public TlsFilesException(Path file, String wrong, String next) {
        super(file + ": " + wrong + "; " + next);
    }
}
