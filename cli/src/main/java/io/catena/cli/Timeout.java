package io.catena.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Parses a duration of the command line: {@code 5}, {@code 5s}, {@code 200ms}, {@code 2m}. */
final class Timeout implements CommandLine.ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m)?");
    private static final long MAX_MILLIS = 600_000;

    /** @return milliseconds */
    @Override
    public Long convert(String text) {
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            String unit = form.group(2) == null ? "s" : form.group(2);
            long factor = unit.equals("ms") ? 1 : unit.equals("s") ? 1000 : 60_000;
            long millis = Long.parseLong(form.group(1)) * factor;
            if (millis >= 1 && millis <= MAX_MILLIS) {
                return millis;
            }
        }
        throw new CommandLine.TypeConversionException(
                "'" + text + "' is no timeout from 1ms to 10m; write for example 5s or 200ms");
    }
}
