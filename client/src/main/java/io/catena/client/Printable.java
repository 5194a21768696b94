package io.catena.client;

import java.util.Locale;
import java.util.regex.Pattern;

/** Text that others wrote, as servers and owners of keys, made fit for a terminal, which acts on control characters. */
public final class Printable {
    /** Controls, also those of eight bits; separators of lines; what turns the direction of writing. */
    private static final Pattern ACTED_ON = Pattern.compile("[\\p{Cc}\\u2028-\\u202e\\u2066-\\u2069]");

    private Printable() {}

    /** On one line. What a terminal would act on is written as JSON writes it, with a backslash, u and four digits. */
    public static String of(String text) {
        return ACTED_ON.matcher(text)
                .replaceAll(found -> String.format(
                        Locale.ROOT, "\\\\u%04X", (int) found.group().charAt(0)));
    }
}
