package io.catena.server.chain;

/**
 * Text from outside (of a peer, a client or a znode) in a form that may stand in one line of a log or of an error: it
 * forges no line of its own, sends no control character to a terminal, and is not long.
 */
public final class Escaped {
    static final int MAX_CHARACTERS = 100;

    /** Limit for names of nodes and clusters, which every node keeps, sends and logs. */
    public static final int MAX_NAME_CHARACTERS = 200;

    private Escaped() {}

    /** The text with control characters and line ends escaped as in Java, cut off after {@link #MAX_CHARACTERS}. */
    public static String of(Object outside) {
        return of(outside, MAX_CHARACTERS);
    }

    /** The same, cut off after {@code maxCharacters}. */
    public static String of(Object outside, int maxCharacters) {
        String text = String.valueOf(outside);
        StringBuilder escaped = new StringBuilder();
        int end = Math.min(text.length(), maxCharacters);
        for (int i = 0; i < end; i++) {
            append(escaped, text.charAt(i));
        }
        return end == text.length() ? escaped.toString() : escaped.append("...").toString();
    }

    /** Whether a node or a cluster may have this name: other nodes refuse to read any other name. */
    public static boolean isName(String name) {
        return !name.isBlank() && name.length() <= MAX_NAME_CHARACTERS && isPlain(name);
    }

    /** Whether nothing in it needs to be escaped. */
    public static boolean isPlain(String text) {
        return text.chars().allMatch(c -> isPlain((char) c));
    }

    private static boolean isPlain(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }

    private static void append(StringBuilder escaped, char c) {
        if (isPlain(c)) {
            escaped.append(c);
        } else if (c == '\n') {
            escaped.append("\\n");
        } else if (c == '\r') {
            escaped.append("\\r");
        } else {
            escaped.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                escaped.append(Character.forDigit(c >> shift & 0xf, 16));
            }
        }
    }
}
