package io.catena.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What the files held at one moment, not yet understood. The arrays of absent files are null. No array is changed. */
record TlsContents(TlsFiles files, byte[] certificate, byte[] key, byte[] authorities) {
    static final int MAX_FILE_BYTES = 1 << 20;

    static TlsContents read(TlsFiles files) throws TlsFilesException {
        if (files.certificate() != null && files.key() == null) {
            throw new TlsFilesException(files.certificate(), "no private key is named for it", "name its key too");
        }
        if (files.key() != null && files.certificate() == null) {
            throw new TlsFilesException(files.key(), "no certificate is named for it", "name its certificate too");
        }
        return new TlsContents(
                files,
                files.certificate() == null ? null : read(files.certificate()),
                files.key() == null ? null : read(files.key()),
                read(files.authorities()));
    }

    /** A file that is no regular one, as a pipe, is not opened: reading it might never end. */
    private static byte[] read(Path file) throws TlsFilesException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new TlsFilesException(file, "it is no regular file", "name a PEM file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] content = in.readNBytes(MAX_FILE_BYTES + 1);
                if (content.length > MAX_FILE_BYTES) {
                    throw new TlsFilesException(
                            file,
                            "it is longer than " + MAX_FILE_BYTES + " bytes",
                            "name a PEM file of this length at most");
                }
                return content;
            }
        } catch (NoSuchFileException e) {
            throw new TlsFilesException(file, "there is no such file", "check the path");
        } catch (AccessDeniedException e) {
            throw new TlsFilesException(file, "this process may not read it", "let its user own the file");
        } catch (IOException e) {
            throw new TlsFilesException(
                    file, "it cannot be read (" + e.getMessage() + ")", "check the file and its disk");
        }
    }

    /** Equal for equal contents, and for no others. */
    String fingerprint() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        for (byte[] content : new byte[][] {certificate, key, authorities}) {
            int length = content == null ? -1 : content.length;
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
            digest.update(content == null ? new byte[0] : content);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
