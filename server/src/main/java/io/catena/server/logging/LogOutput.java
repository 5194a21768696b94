package io.catena.server.logging;

/** Where the log goes. */
@FunctionalInterface
public interface LogOutput {
    /** Writes it down, if that is possible. Any thread; never throws. */
    void write(LogEvent event);
}
