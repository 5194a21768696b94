package io.catena.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The blocks of a PEM file. Text around the blocks, as openssl writes it, is passed over. */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /** A block. An encrypted key of the old kind says so in a header within the block. */
    record Block(String label, boolean hasHeaders, byte[] content) {}

    private final Path file;
    private final List<Block> blocks = new ArrayList<>();

    private Pem(Path file) {
        this.file = file;
    }

    /** @return at least one block */
    static List<Block> parse(Path file, byte[] content) throws TlsFilesException {
        Pem pem = new Pem(file);
        pem.parse(new String(content, StandardCharsets.ISO_8859_1).lines().toList());
        if (pem.blocks.isEmpty()) {
            throw new TlsFilesException(
                    file,
                    "it holds nothing in PEM format (\"" + BEGIN + "...\")",
                    "convert it; for DER: openssl x509 -inform DER -in FILE, for PKCS#12: openssl pkcs12 -nodes -in FILE");
        }
        return pem.blocks;
    }

    private void parse(List<String> lines) throws TlsFilesException {
        String label = null;
        boolean hasHeaders = false;
        StringBuilder text = new StringBuilder();
        for (String untrimmed : lines) {
            String line = untrimmed.strip();
            if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
                if (label != null) {
                    throw cutOff(label);
                }
                label = label(line);
                hasHeaders = false;
                text.setLength(0);
            } else if (label != null && line.startsWith(END)) {
                if (!line.equals(END + label + DASHES)) {
                    throw cutOff(label);
                }
                blocks.add(new Block(label, hasHeaders, hasHeaders ? new byte[0] : decode(label, text.toString())));
                label = null;
            } else if (label != null && line.indexOf(':') >= 0) {
                hasHeaders = true;
            } else if (label != null) {
                text.append(line);
            }
        }
        if (label != null) {
            throw cutOff(label);
        }
    }

    private static String label(String line) {
        return line.substring(BEGIN.length(), Math.max(BEGIN.length(), line.length() - DASHES.length()));
    }

    private byte[] decode(String label, String text) throws TlsFilesException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // Its message would quote a character of the key.
            throw new TlsFilesException(file, "block " + (blocks.size() + 1) + " is no base64", "write the file anew");
        }
    }

    private TlsFilesException cutOff(String label) {
        return new TlsFilesException(
                file, "block " + (blocks.size() + 1) + " has no end; the file is cut off", "write the whole file");
    }
}
