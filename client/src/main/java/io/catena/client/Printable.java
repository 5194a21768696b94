package io.catena.client;

import java.util.Locale;
import java.util.regex.Pattern;

/** Makes text that servers and other users wrote fit for a terminal, which acts on control characters. Thread-safe. */
public final class Printable {
    /** Control characters, also those of eight bits; line separators; what changes the direction of writing. */
    private static final Pattern ACTED_ON = Pattern.compile("[\\p{Cc}\\u2028-\\u202e\\u2066-\\u2069]");

    private Printable() {}

    /** The text on one line. A character on which a terminal would act is written as in JSON: a backslash, u, four digits. */
    public static String of(String text) {
        return ACTED_ON.matcher(text)
                .replaceAll(found -> String.format(
                        Locale.ROOT, "\\\\u%04X", (int) found.group().charAt(0)));
    }
}
