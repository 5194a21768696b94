package io.catena.server.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.Level;

/**
 * Something that was said.
 *
 * @param logger the full name of the logger
 * @param thrown null if there is none
 */
public record LogEvent(
        ZonedDateTime time, Level level, String thread, String logger, String message, Throwable thrown) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

    /** One line, and behind it the stack of what was thrown; ends with a line feed. */
    String text() {
        StringWriter text = new StringWriter(160);
        text.append(TIME.format(time)).append(' ').append(level.name());
        text.append(level.name().length() < 5 ? "  [" : " [").append(thread).append("] ");
        text.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
        text.append(message).append('\n');
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }
}
