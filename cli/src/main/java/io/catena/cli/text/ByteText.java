package io.catena.cli.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import picocli.CommandLine.Option;

/** Converts keys and values from and to text: UTF-8, or hexadecimal. */
public final class ByteText {
    @Option(names = "--hex", description = "Read and print keys and values in hexadecimal.")
    private boolean hex;

    public byte[] parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] parse(byte[] written) {
        if (!hex) {
            return written;
        }
        String digits = new String(written, StandardCharsets.US_ASCII);
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "not hexadecimal (" + e.getMessage() + "); write two digits for each byte, or omit --hex");
        }
    }

    /** The content of a file as it is. In hexadecimal, line ends behind the digits are ignored. */
    public byte[] parseFile(byte[] content) {
        int length = content.length;
        while (hex && length > 0 && (content[length - 1] == '\n' || content[length - 1] == '\r')) {
            length--;
        }
        return parse(Arrays.copyOf(content, length));
    }

    /** The bytes for standard output. */
    public byte[] print(byte[] value) {
        return hex ? HexFormat.of().formatHex(value).getBytes(StandardCharsets.US_ASCII) : value;
    }

    /** For messages and JSON: a string, or {@code {"hex": ...}} for bytes that are not UTF-8. */
    public Object json(byte[] value) {
        if (value == null) {
            return null;
        }
        String text = hex ? null : utf8OrNull(value);
        return text == null ? Map.of("hex", HexFormat.of().formatHex(value)) : text;
    }

    private static String utf8OrNull(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
